package dev.sluice.bench.scale;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Lets a controller carry more and more rollouts in front of a real API server, and writes what that costs. */
public final class ScaleBench {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private ScaleBench() {}

    /** @param args see {@link ScaleOptions} */
    public static void main(String[] args) {
        int code = 1;
        try {
            run(ScaleOptions.of(Arrays.asList(args)));
            code = 0;
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            code = 2;
        } catch (RuntimeException e) {
            e.printStackTrace();
        }
        // What is left of the cluster's threads and processes ends with this one.
        System.exit(code);
    }

    private static void run(ScaleOptions options) {
        String machine = machine();
        List<ScaleFigures> all = new ArrayList<>();
        try (ScaleRun run = new ScaleRun(options)) {
            add(options, machine, all, run.idle());
            for (int active : options.active()) {
                add(options, machine, all, run.active(active));
            }
        }
        System.out.println(new ScaleTable(options, all).table());
    }

    /** Writes after each size: what was measured stays, whatever comes of the next one. */
    private static void add(ScaleOptions options, String machine, List<ScaleFigures> all, ScaleFigures one) {
        all.add(one);
        System.err.println(one);
        Path directory = options.directory();
        write(directory.resolve("results.md"), new ScaleTable(options, all).page(machine));
        write(directory.resolve("curves.svg"), new ScaleCurves(all).svg());
        try {
            write(
                    directory.resolve("results.json"),
                    JSON.writeValueAsString(Map.of("command", options.command(), "machine", machine, "sizes", all))
                            + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The day, the processors, and what else ran there before. */
    private static String machine() {
        return String.format(
                Locale.ROOT,
                "%s, on %d processors with a load of %.1f from others",
                LocalDate.now(ZoneOffset.UTC),
                Runtime.getRuntime().availableProcessors(),
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    }

    private static void write(Path file, String text) {
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
