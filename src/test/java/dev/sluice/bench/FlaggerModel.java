package dev.sluice.bench;

import dev.sluice.rollout.Weight;
import java.util.List;

/**
 * A model of Flagger's rule, after <a href="https://docs.flagger.app/usage/how-it-works">How it works</a> and
 * <a href="https://docs.flagger.app/usage/metrics">Metrics Analysis</a>: each interval the metrics are checked; a check that fails, or finds no
 * values, keeps the weight and is counted, and is never forgotten; once {@code threshold} have failed, the next interval rolls back. A canary
 * whose pods are not ready is not checked, and rolled back after {@code progressDeadlineSeconds}.
 */
final class FlaggerModel implements Contender {
    private static final long PROGRESS_DEADLINE = 600_000;
    private static final double MOST_SLOW = 0.01;

    private final Ground ground;
    private final Settings settings;
    private final Prometheus prometheus;
    private int step = -1;
    private int failed;
    private long next;
    private long readyAt;
    private End end = End.Open;

    /**
     * How it is set.
     *
     * @param weights stepWeights, in percent
     * @param interval milliseconds between checks, and the window of the metrics
     * @param threshold checks that may fail
     * @param scrape milliseconds between scrapes of the metrics
     * @param success least share of successful requests
     */
    record Settings(List<Integer> weights, long interval, int threshold, long scrape, double success) {}

    FlaggerModel(Settings settings, Ground ground, Chance chance) {
        this.settings = settings;
        this.ground = ground;
        this.prometheus = new Prometheus(ground, settings.scrape(), settings.interval());
        this.next = Math.round(chance.between(0, settings.interval()));
    }

    @Override
    public void pass() {
        prometheus.pass();
        if (ground.now() >= next) {
            next += settings.interval();
            advance();
        }
    }

    @Override
    public End end() {
        return end;
    }

    @Override
    public String why() {
        return failed + " checks have failed";
    }

    private void advance() {
        boolean ready = !ground.conditions().podsDown();
        readyAt = ready ? ground.now() : readyAt;
        if (failed >= settings.threshold() && ready || ground.now() - readyAt >= PROGRESS_DEADLINE) {
            ground.write(Weight.NONE);
            end = End.Reverted;
        } else if (ready && step >= 0 && !passes()) {
            failed++;
        } else if (ready && step + 1 < settings.weights().size()) {
            step++;
            ground.write(Weight.ofPercent(settings.weights().get(step)));
        } else if (ready) {
            end = End.Promoted;
        }
    }

    /** Both built-in metrics: request-success-rate, and the 99th percentile of request-duration. */
    private boolean passes() {
        return prometheus
                .green()
                .filter(met -> met.counts().greenFailed()
                        <= (1 - settings.success()) * met.counts().green())
                .filter(met -> met.greenSlow() <= MOST_SLOW * met.counts().green())
                .isPresent();
    }
}
