package dev.sluice.bench.start;

import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A way in which Sluice is shipped.
 *
 * @param name for people
 * @param controller the command line of the controller, as in a pod of 512 MiB
 * @param environment what makes bin/sluice run this one
 * @param bytes what it weighs on disk, without Java
 */
record StartedWay(String name, List<String> controller, Map<String, String> environment, long bytes) {
    private static final Path APP = Path.of("target/quarkus-app").toAbsolutePath();
    private static final String CACHED = "Java with the cache";
    private static final String CONTROLLER_CACHE = "controller.aot";
    private static final String COMMANDS_CACHE = "commands.aot";

    /** The jar, and the jar with its caches where the build has made them; without them Java would say so and start as ever. */
    static List<StartedWay> jars(PrintStream out) {
        return jars(APP, out);
    }

    static List<StartedWay> jars(Path app, PrintStream out) {
        List<String> missing = Stream.of(CONTROLLER_CACHE, COMMANDS_CACHE)
                .filter(cache -> !Files.isRegularFile(app.resolve(cache)))
                .toList();
        if (missing.isEmpty()) {
            return List.of(jar(app, false), jar(app, true));
        }
        out.println("No column \"" + CACHED + "\": " + app + " has no " + String.join(" and no ", missing)
                + "; run ./mvnw -q -B package -DskipTests");
        return List.of(jar(app, false));
    }

    /** The jar, with or without the caches of the build. */
    private static StartedWay jar(Path app, boolean cached) {
        // What Java takes by itself in a container with that limit, by the arguments of the Dockerfile.
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:MaxRAM=512m",
                "-XX:MaxRAMPercentage=60",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow"));
        if (cached) {
            command.add("-XX:AOTCache=" + app.resolve(CONTROLLER_CACHE));
        }
        command.addAll(List.of("-jar", app.resolve("quarkus-run.jar").toString(), "controller"));
        long all = StartBench.weight(app);
        return new StartedWay(
                cached ? CACHED : "Java",
                command,
                Map.of("SLUICE_CACHE", cached ? "on" : "off", "SLUICE_BINARY", ""),
                cached
                        ? all
                        : all
                                - app.resolve(CONTROLLER_CACHE).toFile().length()
                                - app.resolve(COMMANDS_CACHE).toFile().length());
    }

    /** The native binary, with the libraries that stand beside it. */
    static StartedWay binary(Path file) {
        Path lib = file.toAbsolutePath().resolveSibling("lib");
        return new StartedWay(
                "native",
                List.of(file.toAbsolutePath().toString(), "controller", "-Xmx256m"),
                Map.of("SLUICE_BINARY", file.toAbsolutePath().toString()),
                file.toFile().length() + (lib.toFile().isDirectory() ? StartBench.weight(lib) : 0));
    }

    /** A command of bin/sluice about a cluster; what it says goes nowhere. */
    ProcessBuilder command(List<String> arguments, Path kubeconfig) {
        List<String> line = new ArrayList<>(List.of("bin/sluice"));
        line.addAll(arguments);
        ProcessBuilder command = new ProcessBuilder(line)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        command.environment().putAll(environment);
        command.environment().put("KUBECONFIG", kubeconfig.toString());
        return command;
    }
}
