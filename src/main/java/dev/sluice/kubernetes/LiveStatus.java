package dev.sluice.kubernetes;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.sluice.analysis.ProbeOutcome;
import dev.sluice.analysis.VersionRole;
import dev.sluice.rollout.ObservedGateway;
import dev.sluice.rollout.ProbeSummary;
import dev.sluice.rollout.RolloutProgress;
import dev.sluice.rollout.Weight;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * What people look at while a rollout goes on.
 *
 * @param gateways what each gateway serves
 * @param answers how probes were answered lately
 * @param timeline weights, requests and evidence over time
 */
public record LiveStatus(
        @JsonPropertyDescription("What each gateway was last seen to serve.") @Nullable
        List<GatewayStatus> gateways,

        @JsonPropertyDescription("How probes were answered lately, the latest kind of answer first.") @Nullable
        List<AnswerStatus> answers,

        @JsonPropertyDescription("Weights, requests and evidence from the beginning on.") @Nullable
        TimelineStatus timeline) {
    private static final Logger LOG = Logger.getLogger(LiveStatus.class);

    /**
     * A gateway pod.
     *
     * @param pod its name
     * @param seen green's weight there, in percent; absent when not known
     * @param problem why it is not known
     */
    public record GatewayStatus(
            @JsonPropertyDescription("Name of the pod.") String pod,

            @JsonPropertyDescription("Green's weight there, in percent; absent when not known.") @Nullable
            Double seen,

            @JsonPropertyDescription("Why it is not known.") @Nullable
            String problem) {
        private static GatewayStatus of(ObservedGateway gateway) {
            return new GatewayStatus(
                    gateway.gateway(),
                    gateway.serves().map(Weight::percent).orElse(null),
                    gateway.problem().isEmpty() ? null : gateway.problem());
        }

        private ObservedGateway read() {
            return new ObservedGateway(
                    pod, Optional.ofNullable(seen).map(Weight::ofPercent), problem == null ? "" : problem);
        }
    }

    /**
     * Probes that were answered alike.
     *
     * @param colour the version
     * @param outcome what came of them
     * @param detail the status, or the error
     * @param times how often
     * @param at when last, ISO 8601
     * @param millis how long the last one took
     */
    public record AnswerStatus(
            @JsonPropertyDescription("Green or Blue.") String colour,
            @JsonPropertyDescription("What came of it.") String outcome,

            @JsonPropertyDescription("The status, or the error.")
            String detail,

            @JsonPropertyDescription("How often.") long times,
            @JsonPropertyDescription("When last, ISO 8601.") String at,

            @JsonPropertyDescription("How long the last one took, in milliseconds.")
            long millis) {
        private static AnswerStatus of(ProbeSummary answer) {
            return new AnswerStatus(
                    answer.colour().name(),
                    answer.outcome().name(),
                    answer.detail(),
                    answer.times(),
                    answer.at().truncatedTo(ChronoUnit.MILLIS).toString(),
                    answer.took().toMillis());
        }

        private ProbeSummary read() {
            return new ProbeSummary(
                    VersionRole.valueOf(colour),
                    ProbeOutcome.valueOf(outcome),
                    detail,
                    times,
                    Instant.parse(at),
                    Duration.ofMillis(millis));
        }
    }

    static LiveStatus of(RolloutProgress live) {
        return new LiveStatus(
                live.gateways().stream().map(GatewayStatus::of).toList(),
                live.answers().stream().map(AnswerStatus::of).toList(),
                TimelineStatus.of(live.timeline()));
    }

    /** What another Sluice wrote in a form that this one does not know is no reason to stop. */
    Optional<RolloutProgress> read() {
        if (timeline == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(new RolloutProgress(
                    gateways == null
                            ? List.of()
                            : gateways.stream().map(GatewayStatus::read).toList(),
                    answers == null
                            ? List.of()
                            : answers.stream().map(AnswerStatus::read).toList(),
                    timeline.read()));
        } catch (RuntimeException e) {
            LOG.debugf(e, "what people are shown of a rollout cannot be read, and begins anew");
            return Optional.empty();
        }
    }
}
