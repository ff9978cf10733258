package dev.sluice.bench.start;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** Starts each way in which Sluice is shipped, against the cluster of the demo, and prints one table. */
final class StartBench {
    private static final int STARTS = 5;
    private static final int COMMANDS = 10;
    private static final int MANY = 50;
    private static final int SETTLE_SECONDS = 10;
    /** Of the cluster's API server, which has a line for each request. */
    private static final Logger REQUESTS = Logger.getLogger("io.fabric8.mockwebserver.MockWebServer");

    private StartBench() {}

    /** @param args the native binary, where there is one */
    public static void main(String[] args) {
        try {
            compare(args);
        } catch (IllegalStateException e) {
            System.err.println(e.getMessage());
            // Threads of the cluster's servers go on.
            System.exit(1);
        }
    }

    private static void compare(String[] args) {
        REQUESTS.setLevel(Level.WARNING);
        List<StartedWay> ways = Stream.concat(
                        StartedWay.jars(System.err).stream(),
                        Arrays.stream(args).limit(1).map(path -> StartedWay.binary(Path.of(path))))
                .toList();
        List<List<String>> columns = ways.stream().map(StartBench::measure).toList();
        List<String> names = List.of(
                "controller: ready, ms",
                "controller: leading, ms",
                "memory when ready, MiB",
                "memory after 10 s, MiB",
                "memory with 1 rollout, MiB",
                "memory with " + MANY + " rollouts, MiB",
                "`version`, ms",
                "`list`, ms",
                "`status`, ms",
                "on disk, MB");
        System.out.println("| |" + ways.stream().map(StartedWay::name).collect(Collectors.joining(" | ", " ", " |")));
        System.out.println("|---|" + "---|".repeat(ways.size()));
        for (int row = 0; row < names.size(); row++) {
            int at = row;
            System.out.println("| " + names.get(row) + " |"
                    + columns.stream().map(column -> column.get(at)).collect(Collectors.joining(" | ", " ", " |")));
        }
    }

    private static List<String> measure(StartedWay way) {
        List<String> column = new ArrayList<>();
        List<Long> ready = new ArrayList<>();
        List<Long> leading = new ArrayList<>();
        try (StartCluster cluster = StartCluster.of(MANY)) {
            for (int start = 0; start < STARTS; start++) {
                cluster.forgetLeader();
                try (RunningController controller = RunningController.start(way, cluster)) {
                    RunningController.Started started = controller.started();
                    ready.add(started.ready());
                    leading.add(started.leading());
                }
            }
            column.add(number(median(ready.stream().mapToLong(Long::longValue))));
            column.add(number(median(leading.stream().mapToLong(Long::longValue))));
            cluster.forgetLeader();
            try (RunningController controller = RunningController.start(way, cluster)) {
                var _ = controller.started();
                column.add(number(controller.megabytes()));
                pause();
                column.add(number(controller.megabytes()));
                cluster.release(1);
                pause();
                column.add(number(controller.megabytes()));
                commands(way, cluster, column);
                cluster.release(MANY);
                pause();
                column.add(column.size() - 3, number(controller.megabytes()));
            }
        }
        column.add(number(way.bytes() / 1_000_000));
        System.err.println(way.name() + ": " + String.join("; ", column));
        return column;
    }

    private static void commands(StartedWay way, StartCluster cluster, List<String> column) {
        for (String command : List.of("version", "list", "status app-1")) {
            LongSupplier run = () -> timed(way.command(List.of(command.split(" ")), cluster.kubeconfig()));
            long _ = run.getAsLong();
            column.add(number(median(LongStream.generate(run).limit(COMMANDS))));
        }
    }

    private static long timed(ProcessBuilder command) {
        try {
            long begun = System.nanoTime();
            Process process = command.start();
            int code = process.waitFor();
            if (code != 0) {
                throw new IllegalStateException(command.command() + " ended with " + code);
            }
            return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void pause() {
        try {
            TimeUnit.SECONDS.sleep(SETTLE_SECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static long median(LongStream values) {
        long[] sorted = values.sorted().toArray();
        return sorted[sorted.length / 2];
    }

    private static String number(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    /** What the files of a folder weigh, in bytes. */
    static long weight(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
