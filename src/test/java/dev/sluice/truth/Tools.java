package dev.sluice.truth;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The programs of the test cluster, as {@code truth/build} left them.
 *
 * @param parts the folder of the programs
 * @param logs where everything that runs writes its log
 * @param application the controller under test
 */
record Tools(Path parts, Path logs, Path application) {
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
                target.resolve("quarkus-app/quarkus-run.jar"));
    }

    String program(String name) {
        return parts.resolve(name).toString();
    }
}
