package dev.sluice.bench.scale;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ProcessFiguresTest {
    @Test
    void cpuIsUserAndSystemTogether() {
        assertThat(ProcessFigures.cpuOf(
                        "42 (a (b) c) S 1 42 42 0 -1 4194560 900 0 0 0 150 50 7 7 20 0 9 0 100 1000 200\n"))
                .isEqualTo(2);
    }

    @Test
    void memoryIsWhatIsResident() {
        assertThat(ProcessFigures.megabytesOf("Name:\tjava\nVmPeak:\t 9999999 kB\nVmRSS:\t  262144 kB\n"))
                .isEqualTo(256);
    }

    @Test
    void waitingForADiskIsNotWork() {
        var before = ProcessFigures.machineOf("cpu  100 0 100 700 100 0 0 0 50 0\ncpu0 1 1 1 1 1 1 1 1 1 1\n");
        var after = ProcessFigures.machineOf("cpu  200 0 150 800 150 0 0 0 90 0\n");

        assertThat(after.busySince(before)).isEqualTo(0.5);
        assertThat(after.busySince(after)).isZero();
    }
}
