package dev.sluice.kubernetes;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.sluice.analysis.Counts;
import dev.sluice.rollout.Evidence;
import dev.sluice.rollout.Plan;
import org.jspecify.annotations.Nullable;

/**
 * What the stage has counted, and what all the rollout has proven.
 *
 * @param users users' requests
 * @param probes probes
 * @param odds how many times likelier what was seen is with a green that is worse than it may be than by chance
 * @param revertAt the odds at which the traffic goes back
 * @param kept everything that was proven, for a controller that comes back; not for people
 * @param greenPods the most pods of green that were ready at a time; more than that are cold
 */
public record EvidenceStatus(
        @JsonPropertyDescription("Users' requests in this stage, as the gateways count them.") @Nullable
        CountsStatus users,

        @JsonPropertyDescription("Answered probes in this stage.") @Nullable
        CountsStatus probes,

        @JsonPropertyDescription(
                "Odds against chance, over the whole rollout, that green is worse than it may be. 1 says nothing.")
        @Nullable
        Double odds,

        @JsonPropertyDescription("The odds at which the traffic goes back to blue.") @Nullable
        Double revertAt,

        @JsonPropertyDescription("What was proven, for a controller that comes back; not for people.") @Nullable
        String kept,

        @JsonPropertyDescription(
                "The most pods of green that were ready at a time in this release: more than that begin a warm-up anew.")
        @Nullable
        Integer greenPods) {
    /** Beyond this, odds are as good as any. */
    private static final double MOST = 1e9;

    /**
     * Requests of both versions.
     *
     * @param green green's requests
     * @param greenFailed how many of them failed
     * @param blue blue's requests
     * @param blueFailed how many of them failed
     */
    public record CountsStatus(
            @JsonPropertyDescription("Green's requests.") long green,

            @JsonPropertyDescription("How many of green's requests failed.")
            long greenFailed,

            @JsonPropertyDescription("Blue's requests.") long blue,

            @JsonPropertyDescription("How many of blue's requests failed.")
            long blueFailed) {
        /** What was counted; nothing where it makes no sense. */
        public Counts read() {
            boolean sound = 0 <= greenFailed && greenFailed <= green && 0 <= blueFailed && blueFailed <= blue;
            return sound ? new Counts(green, greenFailed, blue, blueFailed) : Counts.NONE;
        }

        static CountsStatus of(Counts counts) {
            return new CountsStatus(counts.green(), counts.greenFailed(), counts.blue(), counts.blueFailed());
        }
    }

    static EvidenceStatus of(Evidence evidence, Plan plan) {
        return new EvidenceStatus(
                CountsStatus.of(evidence.stage().users()),
                CountsStatus.of(evidence.stage().probes()),
                rounded(Math.min(MOST, Math.exp(evidence.lnOdds(plan)))),
                rounded(1 / plan.health().alpha()),
                EvidenceCodec.write(evidence),
                evidence.mostPods());
    }

    /** What was seen, as far as it is kept. */
    Evidence read() {
        return EvidenceCodec.read(kept).withMostPods(greenPods == null ? 0 : Math.max(0, greenPods));
    }

    private static double rounded(double value) {
        return Math.round(value * 100) / 100.0;
    }
}
