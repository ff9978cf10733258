package dev.sluice.stats;

/**
 * Asks whether green failed more often than blue beyond chance.
 *
 * <p>Given that {@code F} requests failed in all, and that green got the share {@code rho} of the requests, an equal
 * failure rate means that each failure fell on green with probability {@code rho}. The chance of {@code f} or more on
 * green is then the upper tail of the binomial distribution (Przyborowski and Wilenski 1940, the conditional test of
 * two Poisson means). Because the total is given, the test does not care what the common rate is or whether it drifts:
 * an outage that hits both versions is no evidence against green.
 */
public final class SignTest {
    private SignTest() {}

    /**
     * The probability that chance alone puts at least this many of the failures on green.
     *
     * @param green green's failures
     * @param blue blue's failures
     * @param share green's share of all requests, strictly between 0 and 1
     * @return a probability; 1 when green has no failures
     */
    public static double chance(int green, int blue, double share) {
        if (green < 0 || blue < 0 || !(share > 0 && share < 1)) {
            throw new IllegalArgumentException("green=" + green + " blue=" + blue + " share=" + share);
        }
        return green <= (green + blue + 1) * share
                ? Math.max(0, 1 - sum(green + blue, green - 1, -1, share))
                : Math.min(1, sum(green + blue, green, 1, share));
    }

    /** Adds up the terms from one on, away from the mode, so that each is smaller than the one before. */
    private static double sum(int all, int from, int direction, double share) {
        double odds = share / (1 - share);
        double term = from < 0 ? 0 : Math.exp(lnTerm(all, from, share));
        double sum = 0;
        for (int k = from; k >= 0 && k <= all && term > sum * 1e-17; k += direction) {
            sum += term;
            term *= direction > 0 ? (all - k) / (k + 1.0) * odds : k / (all - k + 1.0) / odds;
        }
        return sum;
    }

    private static double lnTerm(int all, int k, double share) {
        return lnChoose(all, k) + k * Math.log(share) + (all - k) * Math.log1p(-share);
    }

    private static double lnChoose(int n, int k) {
        double sum = 0;
        for (int i = 1; i <= Math.min(k, n - k); i++) {
            sum += Math.log(n - Math.min(k, n - k) + i) - Math.log(i);
        }
        return sum;
    }
}
