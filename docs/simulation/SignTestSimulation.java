import java.util.Arrays;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Simulates the comparison of green and blue as the controller makes it with the policy's defaults: ten looks a second,
 * windows of 2, 10 and 30 s, ten probes a second and fifty for 2 s after each failure of green, an objective of 1 %.
 *
 * <p>Run it with: java docs/simulation/SignTestSimulation.java
 */
final class SignTestSimulation {
    private static final double CHANCE = 1e-6;
    private static final double OBJECTIVE = 1;
    private static final int[] WINDOWS = {20, 100, 300};

    /** By all failures: how many of them on green are too many. Both versions get the same number of probes. */
    private static final int[] TOO_MANY = IntStream.range(0, 4000)
            .map(SignTestSimulation::tooMany)
            .toArray();

    public static void main(String[] args) {
        System.out.println("How long a bad green is not found out:");
        for (double[] rates : new double[][] {{1, 0}, {.5, 0}, {.1, .001}, {.05, .001}, {.03, .001}, {.02, .001}}) {
            run(rates[0], rates[1], 600, 2_000);
        }
        System.out.println("How often a green that is as good as blue is reverted:");
        for (double rate : new double[] {.001, .005, .01, .02, .03, .1, .3}) {
            run(rate, rate, 250, 10_000);
        }
    }

    private static void run(double green, double blue, int seconds, int runs) {
        double[] found = IntStream.range(0, runs)
                .parallel()
                .mapToDouble(i -> secondsTillReverted(green, blue, seconds, new SplittableRandom(42_000_126L + i)))
                .filter(time -> time >= 0)
                .sorted()
                .toArray();
        String when = found.length == 0
                ? ""
                : String.format(Locale.ROOT, "; median %.1f s, 95 %% within %.1f s",
                        found[found.length / 2], found[(int) (found.length * .95)]);
        System.out.printf(Locale.ROOT, "  green fails %5.1f %%, blue %5.1f %%: %5d of %d reverted within %d s (%.2f %%)%s%n",
                green * 100, blue * 100, found.length, runs, seconds, 100.0 * found.length / runs, when);
    }

    private static double secondsTillReverted(double green, double blue, int seconds, SplittableRandom random) {
        int looks = seconds * 10;
        int[] probes = new int[looks + 1];
        int[] onGreen = new int[looks + 1];
        int[] onBlue = new int[looks + 1];
        double next = 0;
        double suspiciousUntil = -1;
        for (int look = 1; look <= looks; look++) {
            probes[look] = probes[look - 1];
            onGreen[look] = onGreen[look - 1];
            onBlue[look] = onBlue[look - 1];
            while (next < look * .1) {
                probes[look]++;
                if (random.nextDouble() < green) {
                    onGreen[look]++;
                    suspiciousUntil = next + 2;
                }
                if (random.nextDouble() < blue) {
                    onBlue[look]++;
                }
                next += next < suspiciousUntil ? .02 : .1;
            }
            for (int window : WINDOWS) {
                int from = Math.max(0, look - window);
                int n = probes[look] - probes[from];
                int g = onGreen[look] - onGreen[from];
                int b = onBlue[look] - onBlue[from];
                if (n > 0 && 100.0 * g / n > OBJECTIVE && g >= TOO_MANY[g + b]) {
                    return look * .1;
                }
            }
        }
        return -1;
    }

    private static int tooMany(int failures) {
        double[] lnFactorial = new double[failures + 2];
        for (int i = 1; i <= failures; i++) {
            lnFactorial[i] = lnFactorial[i - 1] + Math.log(i);
        }
        double tail = 0;
        int green = failures + 1;
        while (green > 0) {
            int k = green - 1;
            tail += Math.exp(lnFactorial[failures] - lnFactorial[k] - lnFactorial[failures - k] - failures * Math.log(2));
            if (tail > CHANCE) {
                return green;
            }
            green--;
        }
        return green;
    }
}
