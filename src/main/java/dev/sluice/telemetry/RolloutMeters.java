package dev.sluice.telemetry;

import dev.sluice.analysis.Counts;
import dev.sluice.analysis.ProbeOutcome;
import dev.sluice.analysis.ProbeResult;
import dev.sluice.analysis.VersionRole;
import dev.sluice.rollout.Outcome;
import dev.sluice.rollout.PauseCause;
import dev.sluice.rollout.ReconcileEvent;
import dev.sluice.rollout.RolloutState;
import dev.sluice.rollout.Weight;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is told of one policy's rollout. Its gauges go with the rollout. Its counters stay a while longer, so that the last
 * scrape sees what the last seconds have brought; a next rollout of the policy goes on counting.
 */
final class RolloutMeters {
    private final String namespace;
    private final String policy;
    private final MeterGroup gauges;
    private final MeterGroup counters;
    private final Map<VersionRole, Figures> figures = new EnumMap<>(VersionRole.class);
    private final Counter reverts;

    private ReconcileEvent.@Nullable Subject subject;
    private Instant rested = Instant.MAX;
    private volatile ReconcileEvent.@Nullable Pass latest;

    RolloutMeters(MeterRegistry registry, ReconcileEvent.Subject first) {
        this.namespace = first.namespace();
        this.policy = first.policy();
        this.gauges = new MeterGroup(registry);
        this.counters = new MeterGroup(registry);
        Arrays.stream(VersionRole.values()).forEach(role -> figures.put(role, new Figures(label(role))));
        this.reverts = counters.counter(MetricDefinition.ROLLOUT_REVERTS, namespace, policy);
    }

    /** One version's counters, all of them there from the beginning: what begins at 0 is seen to rise. */
    private final class Figures {
        private final Counter users;
        private final Counter failures;
        private final Map<ProbeOutcome, Counter> probes = new EnumMap<>(ProbeOutcome.class);
        private final Timer latency;

        Figures(String colour) {
            users = counters.counter(MetricDefinition.ROLLOUT_USERS, namespace, policy, colour);
            failures = counters.counter(MetricDefinition.ROLLOUT_USER_FAILURES, namespace, policy, colour);
            latency = counters.timer(MetricDefinition.ROLLOUT_PROBE_DURATION, namespace, policy, colour);
            for (ProbeOutcome outcome : ProbeOutcome.values()) {
                probes.put(
                        outcome,
                        counters.counter(MetricDefinition.ROLLOUT_PROBES, namespace, policy, colour, label(outcome)));
            }
        }

        void users(long requests, long failed) {
            users.increment(requests);
            failures.increment(failed);
        }

        void probe(ProbeResult result) {
            Objects.requireNonNull(probes.get(result.outcome())).increment();
            if (!result.took().isZero()) {
                latency.record(result.took());
            }
        }
    }

    void take(ReconcileEvent.Pass pass) {
        if (!pass.subject().equals(subject)) {
            show(pass);
        }
        latest = pass;
        Counts users = pass.look().users();
        of(VersionRole.Green).users(users.green(), users.greenFailed());
        of(VersionRole.Blue).users(users.blue(), users.blueFailed());
        pass.look().probes().forEach(result -> of(result.colour()).probe(result));
        if (pass.moved()
                && reverts(pass.after().state())
                && !reverts(pass.before().state())) {
            reverts.increment();
        }
    }

    boolean shows(ReconcileEvent.Subject other) {
        return other.equals(subject);
    }

    /** The rollout is over: nothing that speaks of now is told any more. */
    void rest(Instant now) {
        gauges.close();
        subject = null;
        latest = null;
        rested = now;
    }

    /** Whether it has rested since then. */
    boolean resting(Instant since) {
        return !rested.isAfter(since);
    }

    void close() {
        counters.close();
    }

    private Figures of(VersionRole role) {
        return Objects.requireNonNull(figures.get(role));
    }

    private void show(ReconcileEvent.Pass pass) {
        gauges.close();
        latest = pass;
        ReconcileEvent.Subject now = pass.subject();
        subject = now;
        rested = Instant.MAX;
        gauges.gauge(MetricDefinition.ROLLOUT_INFO, () -> 1, namespace, policy, now.name(), now.blue(), now.green());
        for (String state : StateLabels.ALL) {
            gauge(
                    MetricDefinition.ROLLOUT_STATE,
                    p -> bit(StateLabels.of(p.after().state()).equals(state)),
                    state);
        }
        for (PauseCause cause : PauseCause.values()) {
            gauge(MetricDefinition.ROLLOUT_PAUSED, p -> bit(paused(p.after().state(), cause)), cause.name());
        }
        gauge(
                MetricDefinition.ROLLOUT_STATE_SINCE,
                p -> p.after().state().since().toEpochMilli() / 1000.0);
        gauge(MetricDefinition.ROLLOUT_STALLED, p -> bit(p.trouble().stalled()));
        gauge(MetricDefinition.ROLLOUT_UNCOUNTED, p -> bit(p.trouble().uncounted()));
        gauge(MetricDefinition.ROLLOUT_ASKED, p -> share(p.after().weight()));
        gauge(
                MetricDefinition.ROLLOUT_SEEN,
                p -> p.weightSeen().map(RolloutMeters::share).orElse(Double.NaN));
        gauge(
                MetricDefinition.ROLLOUT_EVIDENCE,
                p -> lnOdds(p) / -Math.log(p.after().plan().health().alpha()));
        gauge(MetricDefinition.ROLLOUT_ODDS, p -> Math.exp(lnOdds(p)));
    }

    /** Of the latest pass, worked out when somebody asks. */
    private interface Of {
        double value(ReconcileEvent.Pass pass);
    }

    private void gauge(MetricDefinition metric, Of value, String... more) {
        String[] labels = new String[2 + more.length];
        labels[0] = namespace;
        labels[1] = policy;
        System.arraycopy(more, 0, labels, 2, more.length);
        gauges.gauge(
                metric,
                () -> {
                    ReconcileEvent.Pass pass = latest;
                    return pass == null ? Double.NaN : value.value(pass);
                },
                labels);
    }

    private static double lnOdds(ReconcileEvent.Pass pass) {
        return pass.seen().evidence().lnOdds(pass.after().plan());
    }

    private static boolean paused(RolloutState state, PauseCause cause) {
        return state instanceof RolloutState.Paused paused && paused.cause() == cause;
    }

    private static boolean reverts(RolloutState state) {
        return switch (state) {
            case RolloutState.Reverting reverting -> reverting.outcome() == Outcome.Reverted;
            case RolloutState.Finished finished -> finished.outcome() == Outcome.Reverted;
            case RolloutState.Preparing _,
                    RolloutState.Shifting _,
                    RolloutState.Holding _,
                    RolloutState.Paused _,
                    RolloutState.FailedOver _ -> false;
        };
    }

    private static double share(Weight weight) {
        return weight.percent() / 100;
    }

    private static double bit(boolean set) {
        return set ? 1 : 0;
    }

    private static String label(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
