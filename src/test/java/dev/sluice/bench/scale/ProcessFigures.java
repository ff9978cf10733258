package dev.sluice.bench.scale;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** What Linux tells of processes and of the machine in {@code /proc}. */
final class ProcessFigures {
    /** Ticks a second: what every Linux tells its processes, whatever its kernel's clock. */
    private static final double TICKS = 100;

    private static final int USER = 11;
    private static final int IDLE = 3;
    private static final int WAITING = 4;
    private static final int GUEST = 8;

    private ProcessFigures() {}

    /**
     * What the machine's processors did since it started, in ticks.
     *
     * @param busy ticks in which one of them had work
     * @param all all ticks
     */
    record Machine(long busy, long all) {
        /** The share of the time since an earlier moment in which they had work, 0 to 1. */
        double busySince(Machine earlier) {
            return all == earlier.all ? 0 : (double) (busy - earlier.busy) / (all - earlier.all);
        }
    }

    /** CPU seconds of a process, its threads included. */
    static double cpuSeconds(long pid) {
        return cpuOf(read("/proc/" + pid + "/stat"));
    }

    /** What it holds of the machine's memory, in MiB. */
    static double megabytes(long pid) {
        return megabytesOf(read("/proc/" + pid + "/status"));
    }

    static Machine machine() {
        return machineOf(read("/proc/stat"));
    }

    static double cpuOf(String stat) {
        // The name, in brackets, may have blanks and brackets itself.
        String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ", -1);
        return (Long.parseLong(fields[USER]) + Long.parseLong(fields[USER + 1])) / TICKS;
    }

    static double megabytesOf(String status) {
        return status.lines()
                        .filter(line -> line.startsWith("VmRSS:"))
                        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                        .findFirst()
                        .orElse(0)
                / 1024.0;
    }

    static Machine machineOf(String stat) {
        long[] ticks = Arrays.stream(stat.lines().findFirst().orElseThrow().split(" +", -1))
                .skip(1)
                // A guest's are among the user's.
                .limit(GUEST)
                .mapToLong(Long::parseLong)
                .toArray();
        long all = Arrays.stream(ticks).sum();
        return new Machine(all - ticks[IDLE] - ticks[WAITING], all);
    }

    private static String read(String file) {
        try {
            return Files.readString(Path.of(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
