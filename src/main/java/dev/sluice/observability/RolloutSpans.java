package dev.sluice.observability;

import dev.sluice.rollout.Decision;
import dev.sluice.rollout.Outcome;
import dev.sluice.rollout.ReconcileEvent;
import dev.sluice.rollout.Rollout;
import dev.sluice.rollout.RolloutState;
import dev.sluice.rollout.Stage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Tells one rollout as a trace: the rollout, in it its stages and the revert, in these what each waited for. A span is told
 * when it ends. All ids come from the Rollout's uid and recorded times, so a controller that takes a rollout up goes on
 * with the same trace.
 */
final class RolloutSpans {
    private static final String ROOT = "rollout";

    private final ReconcileEvent.Subject subject;
    private Instant stateSince;
    private Instant stageSince;

    RolloutSpans(ReconcileEvent.Subject subject) {
        this.subject = subject;
        this.stateSince = subject.found().map(RolloutState::since).orElse(subject.created());
        this.stageSince = subject.found().map(RolloutSpans::entered).orElse(subject.created());
    }

    /** The spans that end with this pass; none of a pass that moves nothing. */
    List<RolloutSpan> ended(ReconcileEvent.Pass pass) {
        if (!pass.moved()) {
            return List.of();
        }
        List<RolloutSpan> spans = new ArrayList<>();
        Optional<Stage> before = pass.before().stage();
        spans.add(state(pass));
        if (!before.equals(pass.after().stage())) {
            before.ifPresent(stage -> spans.add(stage(stage, pass)));
            stageSince = pass.at();
        }
        if (pass.after().state() instanceof RolloutState.Finished end) {
            spans.add(whole(end, pass));
        }
        stateSince = pass.at();
        return spans;
    }

    private RolloutSpan state(ReconcileEvent.Pass pass) {
        Rollout before = pass.before();
        Map<String, String> texts = new HashMap<>();
        texts.put("sluice.decision", pass.decision().getClass().getSimpleName());
        texts.put("sluice.why", pass.decision().why());
        if (before.state() instanceof RolloutState.Paused paused) {
            texts.put("sluice.pause.cause", paused.cause().name());
        }
        before.stage().ifPresent(stage -> texts.put("sluice.stage", stage.name()));
        Optional<String> error =
                before.state() instanceof RolloutState.Reverting reverting && reverting.outcome() == Outcome.Reverted
                        ? Optional.of(reverting.reason())
                        : Optional.empty();
        String name = name(before.state());
        return span(
                name + "/" + stateSince,
                before.stage().map(RolloutSpans::key).orElse(ROOT),
                name,
                stateSince,
                pass,
                texts,
                Map.of(),
                error);
    }

    private RolloutSpan stage(Stage stage, ReconcileEvent.Pass pass) {
        boolean bad = pass.decision() instanceof Decision.Revert revert && revert.outcome() == Outcome.Reverted;
        return span(
                key(stage),
                ROOT,
                stage.name(),
                stageSince,
                pass,
                Map.of(
                        "sluice.stage",
                        stage.name(),
                        "sluice.why",
                        pass.decision().why()),
                Map.of("sluice.weight", stage.weight().percent()),
                bad ? Optional.of(pass.decision().why()) : Optional.empty());
    }

    private RolloutSpan whole(RolloutState.Finished end, ReconcileEvent.Pass pass) {
        return span(
                ROOT,
                "",
                ROOT,
                subject.created(),
                pass,
                Map.of(
                        "sluice.outcome", end.outcome().name(),
                        "sluice.why", end.reason(),
                        "sluice.blue", subject.blue(),
                        "sluice.green", subject.green()),
                Map.of(),
                end.outcome() == Outcome.Reverted ? Optional.of(end.reason()) : Optional.empty());
    }

    private RolloutSpan span(
            String key,
            String parent,
            String name,
            Instant from,
            ReconcileEvent.Pass pass,
            Map<String, String> texts,
            Map<String, Double> numbers,
            Optional<String> error) {
        Map<String, String> all = new HashMap<>(texts);
        all.put("k8s.namespace.name", subject.namespace());
        all.put("k8s.deployment.name", subject.green());
        all.put("sluice.policy", subject.policy());
        all.put("sluice.rollout", subject.name());
        return new RolloutSpan(subject.uid(), key, parent, name, from, pass.at(), all, numbers, error);
    }

    private static String key(Stage stage) {
        return "stage/" + stage.name();
    }

    private static Instant entered(RolloutState state) {
        return switch (state) {
            case RolloutState.Shifting shifting -> shifting.entered();
            case RolloutState.Holding holding -> holding.entered();
            case RolloutState.Preparing _,
                    RolloutState.Paused _,
                    RolloutState.FailedOver _,
                    RolloutState.Reverting _,
                    RolloutState.Finished _ -> state.since();
        };
    }

    private static String name(RolloutState state) {
        return switch (state) {
            case RolloutState.Preparing _ -> "prepare";
            case RolloutState.Shifting _ -> "converge";
            case RolloutState.Holding _ -> "hold";
            case RolloutState.Paused _ -> "pause";
            case RolloutState.FailedOver _ -> "failover";
            case RolloutState.Reverting _ -> "revert";
            case RolloutState.Finished _ -> "tidy";
        };
    }

    /**
     * A stretch of a rollout, as it is shown in a trace.
     *
     * @param trace what the trace's id is made of: the Rollout's uid
     * @param key what the span's id is made of, together with the trace
     * @param parent the key of the span that it is part of; empty for the whole rollout
     * @param name what went on
     * @param from when it began
     * @param to when it ended
     * @param texts attributes
     * @param numbers attributes
     * @param error why it is shown as an error; empty when it is none
     */
    record RolloutSpan(
            String trace,
            String key,
            String parent,
            String name,
            Instant from,
            Instant to,
            Map<String, String> texts,
            Map<String, Double> numbers,
            Optional<String> error) {
        /** Copies; a clock that was set back makes no span that ends before it begins. */
        RolloutSpan {
            texts = Map.copyOf(texts);
            numbers = Map.copyOf(numbers);
            to = to.isBefore(from) ? from : to;
        }
    }
}
