package dev.sluice.replay;

import static java.util.stream.Collectors.joining;

import dev.sluice.analysis.Counts;
import dev.sluice.api.PolicyReader;
import dev.sluice.rollout.Capacity;
import dev.sluice.rollout.Decision;
import dev.sluice.rollout.Interruptions;
import dev.sluice.rollout.Outcome;
import dev.sluice.rollout.RolloutState;
import dev.sluice.rollout.TrafficStatus;
import dev.sluice.rollout.Weight;
import dev.sluice.rollout.WorkloadStatus;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Writes a recording. What stays as it was in the second before is not said again. */
final class RecordingWriter {
    static final String FORMAT = "sluice recording ";
    static final int VERSION = 1;
    private static final String LEGEND =
            "# A second: first look and, after it, last look|users' requests green blue|probes green blue|ms*answers of green|of blue|"
                    + "refused by green, in a row. a/b: of a requests b failed.";

    private final Recording recording;
    private final StringBuilder text = new StringBuilder();
    private final Map<String, String> said = new HashMap<>();

    private RecordingWriter(Recording recording) {
        this.recording = recording;
    }

    static String write(Recording recording) {
        return new RecordingWriter(recording).write();
    }

    private String write() {
        RecordingMetadata origin = recording.origin();
        line(FORMAT + VERSION);
        line("rollout " + escaped(origin.rollout()));
        line("sluice " + escaped(origin.sluice()));
        line("began " + origin.began());
        line("blue " + escaped(origin.blue()));
        line("green " + escaped(origin.green()));
        // Nothing is decided by what headers hold, and whoever may read a Rollout's status need not know it.
        line("policy " + PolicyReader.json(origin.policy().withoutHeaderValues()));
        if (origin.first()) {
            line("first");
        }
        line("from " + state(recording.from()));
        recording.notes().forEach(note -> line("note " + escaped(note)));
        line(LEGEND);
        Deque<RecordedDecision> ahead = new ArrayDeque<>(recording.made());
        for (RecordedInterval second : recording.seconds()) {
            around(second);
            line(second(second));
            while (!ahead.isEmpty() && ahead.getFirst().at().compareTo(second.to()) <= 0) {
                line(decision(ahead.removeFirst()));
            }
        }
        ahead.forEach(made -> line(decision(made)));
        line("end");
        return text.toString();
    }

    private void around(RecordedInterval second) {
        RecordedContext around = second.around();
        say("weight", around.asked().map(Weight::number).orElse("-"));
        say("pods", pods(around.pods()));
        say("mesh", mesh(around.mesh()));
        say("desired", around.desired().name());
        capacity(around.capacity()).ifPresent(words -> say("capacity", words));
        say("mark", around.mark().map(Enum::name).orElse("-"));
        if (second.probes().counts().greenFailed() > 0) {
            say("failure", escaped(second.probes().failure()));
        }
    }

    private void say(String key, String value) {
        if (!value.equals(said.put(key, value))) {
            line(key + " " + value);
        }
    }

    private String second(RecordedInterval second) {
        RecordedProbes probes = second.probes();
        return seconds(second.from()) + " " + seconds(second.to().minus(second.from()))
                + "|" + counts(second.users())
                + "|" + counts(probes.counts())
                + "|" + latencies(probes.green())
                + "|" + latencies(probes.blue())
                + (probes.refused() + probes.run() + probes.blueRun() == 0
                                && second.slow().equals(Counts.NONE)
                        ? ""
                        : "|" + refused(probes))
                + (second.slow().equals(Counts.NONE) ? "" : "|" + counts(second.slow()));
    }

    private static String refused(RecordedProbes probes) {
        return probes.refused() + " " + probes.run() + (probes.blueRun() == 0 ? "" : " " + probes.blueRun());
    }

    private static String counts(Counts counts) {
        return counts.equals(Counts.NONE)
                ? ""
                : of(counts.green(), counts.greenFailed()) + " " + of(counts.blue(), counts.blueFailed());
    }

    private static String of(long requests, long failed) {
        return failed == 0 ? Long.toString(requests) : requests + "/" + failed;
    }

    private static String latencies(Latencies latencies) {
        return new TreeMap<>(latencies.counts())
                .entrySet().stream()
                        .map(one -> plain(BigDecimal.valueOf(one.getKey(), 3))
                                + (one.getValue() == 1 ? "" : "*" + one.getValue()))
                        .collect(joining(" "));
    }

    private String decision(RecordedDecision made) {
        String what = switch (made.decision()) {
            case Decision.Wait _ -> "Wait";
            case Decision.Enter enter -> "Enter " + enter.stage();
            case Decision.Hold _ -> "Hold";
            case Decision.Interrupt interrupt -> "Interrupt " + offset(interrupt.from());
            case Decision.Resume _ -> "Resume";
            case Decision.Restart _ -> "Restart";
            case Decision.Pause pause -> "Pause " + pause.cause();
            case Decision.FailOver over -> "FailOver " + back(over.back());
            case Decision.Revert revert -> "Revert " + revert.outcome();
            case Decision.Finish finish -> "Finish " + finish.outcome();
        };
        return "> " + seconds(made.at()) + " " + what + " "
                + escaped(made.decision().why());
    }

    private static String pods(WorkloadStatus green) {
        return switch (green) {
            case WorkloadStatus.Pods pods ->
                pods.ready() + "/" + pods.wanted() + (pods.settled() ? " settled" : "")
                        + pods.crash()
                                .map(why -> " crash " + escaped(why))
                                .or(() -> pods.shortfall().map(why -> " short " + escaped(why)))
                                .orElse("");
            case WorkloadStatus.Replaced replaced -> "replaced " + escaped(replaced.templateHash());
            case WorkloadStatus.Gone _ -> "gone";
            case WorkloadStatus.Unknown unknown -> "unknown " + escaped(unknown.why());
        };
    }

    private static Optional<String> capacity(Capacity known) {
        return known.whole() == 0
                ? Optional.empty()
                : Optional.of(known.whole() + " " + plain(BigDecimal.valueOf(known.size()))
                        + known.seen()
                                .blue()
                                .map(blue -> " blue " + blue.ready() + "/" + blue.wanted())
                                .orElse("")
                        + known.seen()
                                .greenAutoscaler()
                                .map(one -> " autoscaler " + one.name() + " " + one.least() + " " + one.most() + " "
                                        + one.wants())
                                .orElse("")
                        + " of " + escaped(known.deployment()));
    }

    private String mesh(TrafficStatus mesh) {
        return switch (mesh) {
            case TrafficStatus.Converged _ -> "converged";
            case TrafficStatus.Pending pending -> "pending " + escaped(pending.why());
            case TrafficStatus.Blind blind -> "blind " + offset(blind.since()) + " " + escaped(blind.why());
            case TrafficStatus.Unwritten unwritten -> "unwritten " + escaped(unwritten.why());
            case TrafficStatus.Obstacle obstacle -> "obstacle " + escaped(obstacle.why());
        };
    }

    private String state(RolloutState state) {
        String since = offset(state.since());
        return switch (state) {
            case RolloutState.Preparing _ -> "Preparing " + since;
            case RolloutState.Shifting s -> "Shifting " + s.stage() + " " + offset(s.entered()) + " " + since;
            case RolloutState.Holding s ->
                "Holding " + s.stage() + " " + offset(s.entered()) + " " + since + interruptions(s.interruptions());
            case RolloutState.Paused s ->
                "Paused " + s.stage() + " " + s.cause() + " " + since + " " + escaped(s.why());
            case RolloutState.FailedOver s ->
                "FailedOver " + s.stage() + " " + back(s.back()) + " " + since + " " + escaped(s.why());
            case RolloutState.Reverting s -> "Reverting " + s.outcome() + " " + since + " " + escaped(s.reason());
            case RolloutState.Finished s -> "Finished " + s.outcome() + " " + since + " " + escaped(s.reason());
        };
    }

    private static String back(Optional<Outcome> back) {
        return back.map(Enum::name).orElse("-");
    }

    private String interruptions(Interruptions all) {
        return all.equals(Interruptions.NONE)
                ? ""
                : " " + all.times() + " " + seconds(all.lost())
                        + all.since().map(at -> " " + offset(at)).orElse("");
    }

    private String offset(Instant at) {
        return seconds(Duration.between(recording.origin().began(), at));
    }

    private static String seconds(Duration duration) {
        return plain(BigDecimal.valueOf(duration.toMillis(), 3));
    }

    private static String plain(BigDecimal number) {
        return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
    }

    private static String escaped(@Nullable String words) {
        return String.valueOf(words).replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r");
    }

    private void line(String words) {
        text.append(words).append('\n');
    }
}
