package dev.sluice.rollout;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.sluice.analysis.ProbeOutcome;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What happens to a rollout, told as the moments at which something changes.
 *
 * @param tick milliseconds between two looks; 1000 when left out
 * @param until the last look, in seconds
 * @param first whether this is the app's first version
 * @param moments what changes from then on
 */
record TimelineFile(@Nullable Integer tick, double until, boolean first, List<Moment> moments) {
    Duration step() {
        return Duration.ofMillis(tick == null ? 1000 : tick);
    }

    /**
     * A moment. What it leaves out stays as it was.
     *
     * @param at seconds from the beginning
     * @param desired what the user wants
     * @param green {@code 3/3} (ready/wanted), {@code 3/3 rolling}, {@code 2/3 web-1 crash-loops}, {@code 2/3 short of quota},
     *     {@code unknown}, {@code gone} or {@code replaced}
     * @param mesh {@code follows}, {@code pending}, {@code blind}, {@code unwritten} or {@code obstacle}
     * @param converges seconds that the gateways need to follow; 1 when never told
     * @param greenProbes probes of green per second by outcome
     * @param blueProbes probes of blue per second by outcome
     * @param revertWritten the revert's mark that the VirtualServices carry
     * @param greenUsers users' requests per second that green would get if it had all of them, by outcome
     * @param blueUsers the same for blue; whoever has a share of the traffic gets that share of them
     * @param greenMillis how long green's answers take; nobody measures it when never told
     * @param blueMillis how long blue's answers take
     * @param blue blue's pods: {@code 6/6} (ready/wanted); nobody counts them when never told
     * @param greenAutoscaler {@code 2..6 wants 3}; none when never told
     * @param cpu for how many of blue's pods one of green's counts
     * @param restart the controller loses what it counted and is away for so many seconds
     */
    record Moment(
            double at,
            @Nullable Desired desired,
            @Nullable String green,
            @Nullable String mesh,
            @Nullable Double converges,
            @JsonProperty("green probes") @Nullable Map<ProbeOutcome, Double> greenProbes,
            @JsonProperty("blue probes") @Nullable Map<ProbeOutcome, Double> blueProbes,
            @JsonProperty("green users") @Nullable Map<ProbeOutcome, Double> greenUsers,
            @JsonProperty("blue users") @Nullable Map<ProbeOutcome, Double> blueUsers,
            @JsonProperty("green ms") @Nullable Double greenMillis,
            @JsonProperty("blue ms") @Nullable Double blueMillis,
            @JsonProperty("revert written") @Nullable Outcome revertWritten,
            @Nullable String blue,
            @JsonProperty("green autoscaler") @Nullable String greenAutoscaler,
            @Nullable Double cpu,
            @Nullable Double restart) {}

    /** Reads what a moment says of blue. */
    static Capacity.Blue blue(String text) {
        String[] counts = text.split("/", -1);
        return new Capacity.Blue(Integer.parseInt(counts[1]), Integer.parseInt(counts[0]));
    }

    /** Reads what a moment says of green's autoscaler. */
    static Autoscaler autoscaler(String text) {
        String[] numbers = text.split("\\.\\.| wants ", -1);
        return new Autoscaler(
                "web-2", Integer.parseInt(numbers[0]), Integer.parseInt(numbers[1]), Integer.parseInt(numbers[2]));
    }

    /** Reads what a moment says of green. */
    static WorkloadStatus green(String text) {
        return switch (text) {
            case "unknown" -> new WorkloadStatus.Unknown("the API server does not answer");
            case "gone" -> new WorkloadStatus.Gone();
            case "replaced" -> new WorkloadStatus.Replaced("5d4f8");
            default -> pods(text);
        };
    }

    private static WorkloadStatus pods(String text) {
        String[] words = text.split(" ", 2);
        String[] counts = words[0].split("/", -1);
        int ready = Integer.parseInt(counts[0]);
        int wanted = Integer.parseInt(counts[1]);
        Optional<String> crash =
                words.length == 1 || words[1].equals("rolling") ? Optional.empty() : Optional.of(words[1]);
        return words.length == 2 && words[1].startsWith("short ")
                ? new WorkloadStatus.Pods(wanted, ready, false, Optional.empty(), Optional.of(words[1]))
                : new WorkloadStatus.Pods(wanted, ready, ready == wanted && words.length == 1, crash);
    }
}
