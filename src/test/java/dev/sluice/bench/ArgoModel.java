package dev.sluice.bench;

import dev.sluice.rollout.Weight;
import java.util.List;
import java.util.Optional;

/**
 * A model of the rule of Argo Rollouts, after <a href="https://argo-rollouts.readthedocs.io/en/stable/features/analysis/">Analysis</a>: the steps
 * go on by the clock while an analysis runs in the background; more than {@code failureLimit} failed measurements abort the release, and so do
 * more than four measurements in a row that found nothing to measure.
 */
final class ArgoModel implements Contender {
    private static final int CONSECUTIVE_ERRORS = 4;

    private final Ground ground;
    private final Settings settings;
    private final Prometheus prometheus;
    private int step = -1;
    private int failed;
    private int errors;
    private long nextStep;
    private long nextMeasurement;
    private End end = End.Open;

    /**
     * How it is set.
     *
     * @param weights setWeight of each step, in percent
     * @param pause milliseconds after each
     * @param interval milliseconds between measurements, and the window of the metrics
     * @param failureLimit measurements that may fail
     * @param scrape milliseconds between scrapes of the metrics
     * @param success least share of successful requests
     */
    record Settings(List<Integer> weights, long pause, long interval, int failureLimit, long scrape, double success) {}

    ArgoModel(Settings settings, Ground ground) {
        this.settings = settings;
        this.ground = ground;
        this.prometheus = new Prometheus(ground, settings.scrape(), settings.interval());
    }

    @Override
    public void pass() {
        prometheus.pass();
        if (ground.now() >= nextMeasurement) {
            nextMeasurement += settings.interval();
            measure();
        }
        if (end == End.Open && ground.now() >= nextStep) {
            nextStep = ground.now() + settings.pause();
            advance();
        }
    }

    @Override
    public End end() {
        return end;
    }

    @Override
    public String why() {
        return failed + " measurements have failed, " + errors + " found nothing";
    }

    private void measure() {
        Optional<Totals> met = prometheus.green();
        errors = met.isPresent() ? 0 : errors + 1;
        failed += met.filter(this::fails).isPresent() ? 1 : 0;
        if (failed > settings.failureLimit() || errors > CONSECUTIVE_ERRORS) {
            ground.write(Weight.NONE);
            end = End.Reverted;
        }
    }

    private boolean fails(Totals met) {
        return met.counts().greenFailed()
                > (1 - settings.success()) * met.counts().green();
    }

    private void advance() {
        if (step + 1 < settings.weights().size()) {
            step++;
            ground.write(Weight.ofPercent(settings.weights().get(step)));
        } else {
            end = End.Promoted;
        }
    }
}
