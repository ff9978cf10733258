package dev.sluice.truth;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The programs of the test cluster, as {@code truth/build} left them.
 *
 * @param parts the folder of the programs
 * @param logs where everything that runs writes its log
 * @param application the Sluice under test
 * @param binary the native Sluice that is tested in its place, where {@code -Dsluice.binary} names one
 */
record Tools(Path parts, Path logs, Path application, Optional<Path> binary) {
    /** Says why the suite cannot run here; empty when it can. */
    static Optional<String> missing() {
        String parts = System.getenv("SLUICE_TRUTH_PARTS");
        if (parts == null) {
            return Optional.of("the suite needs a network of its own; run it by truth/run");
        }
        if (!Files.exists(Path.of(parts, "complete"))) {
            return Optional.of("the parts of the test cluster are not built; run truth/build");
        }
        return Optional.empty();
    }

    /** Those of this machine. */
    static Tools find() {
        Path target = Path.of("target").toAbsolutePath();
        return new Tools(
                Path.of(System.getenv("SLUICE_TRUTH_PARTS")),
                target.resolve("truth"),
                target.resolve("quarkus-app/quarkus-run.jar"),
                Optional.ofNullable(System.getProperty("sluice.binary"))
                        .filter(path -> !path.isEmpty())
                        .map(path -> Path.of(path).toAbsolutePath()));
    }

    /** The command line of the Sluice under test; the options are for Java, where it is Java that runs it. */
    List<String> sluice(List<String> options, String verb) {
        if (binary.isPresent()) {
            return List.of(binary.get().toString(), verb);
        }
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of("-jar", application.toString(), verb));
        return command;
    }

    String program(String name) {
        return parts.resolve(name).toString();
    }
}
