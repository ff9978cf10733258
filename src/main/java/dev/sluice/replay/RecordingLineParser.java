package dev.sluice.replay;

import dev.sluice.analysis.Counts;
import dev.sluice.rollout.Autoscaler;
import dev.sluice.rollout.Capacity;
import dev.sluice.rollout.Decision;
import dev.sluice.rollout.Interruptions;
import dev.sluice.rollout.Outcome;
import dev.sluice.rollout.PauseCause;
import dev.sluice.rollout.RolloutState;
import dev.sluice.rollout.TrafficStatus;
import dev.sluice.rollout.Weight;
import dev.sluice.rollout.WorkloadStatus;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Reads what the lines of a recording say, one kind of thing each. */
final class RecordingLineParser {
    private static final long MOST_PROBES = 1_000_000;
    private static final long MOST_MICROS = Duration.ofDays(1).toMillis() * 1000;

    private RecordingLineParser() {}

    static Optional<Weight> weight(LineTokens tokens) {
        String word = tokens.word();
        if (word.equals("-")) {
            return Optional.empty();
        }
        BigDecimal permille = LineTokens.decimal(word).movePointRight(1);
        if (permille.signum() < 0 || permille.compareTo(BigDecimal.valueOf(Weight.ALL.permille())) > 0) {
            throw new RecordingFormatException(word + " is no weight; weights go from 0 to 100");
        }
        return Optional.of(new Weight(permille.intValue()));
    }

    static Optional<Outcome> mark(LineTokens tokens) {
        String text = tokens.text();
        return text.equals("-") ? Optional.empty() : Optional.of(new LineTokens(text).one(Outcome.class));
    }

    static WorkloadStatus pods(LineTokens tokens) {
        String word = tokens.word();
        return switch (word) {
            case "replaced" -> new WorkloadStatus.Replaced(tokens.text());
            case "gone" -> new WorkloadStatus.Gone();
            case "unknown" -> new WorkloadStatus.Unknown(tokens.text());
            default -> pods(word.split("/", -1), tokens);
        };
    }

    private static WorkloadStatus pods(String[] counts, LineTokens tokens) {
        if (counts.length != 2) {
            throw new RecordingFormatException("pods are not told as ready/wanted");
        }
        int ready = new LineTokens(counts[0]).number();
        int wanted = new LineTokens(counts[1]).number();
        boolean settled = false;
        while (tokens.more()) {
            String word = tokens.word();
            if (word.equals("crash")) {
                return new WorkloadStatus.Pods(wanted, ready, settled, Optional.of(tokens.text()));
            }
            if (word.equals("short")) {
                return new WorkloadStatus.Pods(wanted, ready, settled, Optional.empty(), Optional.of(tokens.text()));
            }
            if (!word.equals("settled")) {
                throw new RecordingFormatException("\"" + word + "\" says nothing of pods");
            }
            settled = true;
        }
        return new WorkloadStatus.Pods(wanted, ready, settled, Optional.empty());
    }

    static Capacity capacity(LineTokens tokens) {
        int whole = tokens.number();
        double size = LineTokens.decimal(tokens.word()).doubleValue();
        if (size <= 0) {
            throw new RecordingFormatException(size + " is no size of a pod");
        }
        Optional<Capacity.Blue> blue = Optional.empty();
        Optional<Autoscaler> scaler = Optional.empty();
        while (tokens.more()) {
            String word = tokens.word();
            switch (word) {
                case "blue" -> blue = Optional.of(blue(tokens.word().split("/", -1)));
                case "autoscaler" ->
                    scaler = Optional.of(
                            new Autoscaler(tokens.word(), tokens.number(), tokens.number(), tokens.number()));
                case "of" -> {
                    return new Capacity(whole, size, tokens.text(), new Capacity.Seen(blue, Optional.empty(), scaler));
                }
                default -> throw new RecordingFormatException("\"" + word + "\" says nothing of capacity");
            }
        }
        throw new RecordingFormatException("does not say of which Deployment");
    }

    private static Capacity.Blue blue(String[] counts) {
        if (counts.length != 2) {
            throw new RecordingFormatException("blue's pods are not told as ready/wanted");
        }
        return new Capacity.Blue(new LineTokens(counts[1]).number(), new LineTokens(counts[0]).number());
    }

    static TrafficStatus mesh(LineTokens tokens, Instant began) {
        String word = tokens.word();
        return switch (word) {
            case "converged" -> new TrafficStatus.Converged();
            case "pending" -> new TrafficStatus.Pending(tokens.text());
            case "blind" -> {
                Instant since = began.plus(tokens.seconds());
                yield new TrafficStatus.Blind(tokens.text(), since);
            }
            case "unwritten" -> new TrafficStatus.Unwritten(tokens.text());
            case "obstacle" -> new TrafficStatus.Obstacle(tokens.text());
            default -> throw new RecordingFormatException("\"" + word + "\" says nothing of the mesh");
        };
    }

    static RolloutState state(LineTokens tokens, Instant began) {
        String word = tokens.word();
        return switch (word) {
            case "Preparing" -> new RolloutState.Preparing(began.plus(tokens.seconds()));
            case "Shifting" ->
                new RolloutState.Shifting(tokens.number(), began.plus(tokens.seconds()), began.plus(tokens.seconds()));
            case "Holding" ->
                new RolloutState.Holding(
                        tokens.number(),
                        began.plus(tokens.seconds()),
                        began.plus(tokens.seconds()),
                        tokens.more() ? interruptions(tokens, began) : Interruptions.NONE);
            case "Paused" -> paused(tokens, began);
            case "FailedOver" -> {
                int stage = tokens.number();
                Optional<Outcome> back = back(tokens);
                Instant since = began.plus(tokens.seconds());
                yield new RolloutState.FailedOver(stage, back, tokens.text(), since);
            }
            case "Reverting" -> {
                Outcome outcome = ended(tokens);
                Instant since = began.plus(tokens.seconds());
                yield new RolloutState.Reverting(outcome, tokens.text(), since);
            }
            case "Finished" -> {
                Outcome outcome = tokens.one(Outcome.class);
                Instant since = began.plus(tokens.seconds());
                yield new RolloutState.Finished(outcome, tokens.text(), since);
            }
            default -> throw new RecordingFormatException("\"" + word + "\" is no state");
        };
    }

    private static Interruptions interruptions(LineTokens tokens, Instant began) {
        int times = tokens.number();
        Duration lost = tokens.seconds();
        if (lost.isNegative()) {
            throw new RecordingFormatException("interruptions do not last " + lost);
        }
        return new Interruptions(
                times, lost, tokens.more() ? Optional.of(began.plus(tokens.seconds())) : Optional.empty());
    }

    private static RolloutState paused(LineTokens tokens, Instant began) {
        int stage = tokens.number();
        PauseCause cause = tokens.one(PauseCause.class);
        Instant since = began.plus(tokens.seconds());
        return new RolloutState.Paused(stage, cause, tokens.text(), since);
    }

    private static Optional<Outcome> back(LineTokens tokens) {
        String word = tokens.word();
        return word.equals("-") ? Optional.empty() : Optional.of(ended(new LineTokens(word)));
    }

    private static Outcome ended(LineTokens tokens) {
        Outcome outcome = tokens.one(Outcome.class);
        if (outcome == Outcome.Promoted) {
            throw new RecordingFormatException("a revert does not end in Promoted");
        }
        return outcome;
    }

    static RecordedDecision made(LineTokens tokens, Instant began) {
        Duration at = tokens.seconds();
        String what = tokens.word();
        return new RecordedDecision(
                at,
                switch (what) {
                    case "Wait" -> new Decision.Wait(tokens.text());
                    case "Enter" -> {
                        int stage = tokens.number();
                        yield new Decision.Enter(stage, tokens.text());
                    }
                    case "Hold" -> new Decision.Hold(tokens.text());
                    case "Interrupt" -> {
                        Instant from = began.plus(tokens.seconds());
                        yield new Decision.Interrupt(from, tokens.text());
                    }
                    case "Resume" -> new Decision.Resume(tokens.text());
                    case "Restart" -> new Decision.Restart(tokens.text());
                    case "Pause" -> {
                        PauseCause cause = tokens.one(PauseCause.class);
                        yield new Decision.Pause(cause, tokens.text());
                    }
                    case "FailOver" -> {
                        Optional<Outcome> back = back(tokens);
                        yield new Decision.FailOver(back, tokens.text());
                    }
                    case "Revert" -> {
                        Outcome outcome = ended(tokens);
                        yield new Decision.Revert(outcome, tokens.text());
                    }
                    case "Finish" -> {
                        Outcome outcome = tokens.one(Outcome.class);
                        yield new Decision.Finish(outcome, tokens.text());
                    }
                    default -> throw new RecordingFormatException("\"" + what + "\" is no decision");
                });
    }

    static RecordedInterval second(String line, RecordedContext around, String failure) {
        String[] columns = line.split("\\|", -1);
        if (columns.length < 5 || columns.length > 7) {
            throw new RecordingFormatException("has " + columns.length + " columns; a second has 5 to 7");
        }
        LineTokens times = new LineTokens(columns[0]);
        Duration from = times.seconds();
        Duration lasts = times.seconds();
        if (from.isNegative() || lasts.isNegative() || times.more()) {
            throw new RecordingFormatException(
                    "\"" + columns[0] + "\" is no time: first look and, after it, last look");
        }
        LineTokens refused = new LineTokens(columns.length >= 6 ? columns[5] : "0 0");
        Counts probes = counts(columns[2]);
        if (probes.total() > MOST_PROBES) {
            throw new RecordingFormatException(probes.total() + " probes are more than anyone sends");
        }
        long failed = refused.number();
        if (failed > probes.greenFailed()) {
            throw new RecordingFormatException(failed + " were refused, but only " + probes.greenFailed() + " failed");
        }
        return new RecordedInterval(
                from,
                from.plus(lasts),
                around,
                counts(columns[1]),
                new RecordedProbes(
                        probes,
                        failed,
                        refused.number(),
                        refused.more() ? refused.number() : 0,
                        probes.greenFailed() > 0 ? failure : "",
                        latencies(columns[3]),
                        latencies(columns[4])),
                columns.length == 7 ? counts(columns[6]) : Counts.NONE);
    }

    private static Counts counts(String column) {
        if (column.isEmpty()) {
            return Counts.NONE;
        }
        String[] both = column.split(" ", -1);
        if (both.length != 2) {
            throw new RecordingFormatException("\"" + column + "\" is not two counts");
        }
        long[] green = count(both[0]);
        long[] blue = count(both[1]);
        return new Counts(green[0], green[1], blue[0], blue[1]);
    }

    private static long[] count(String text) {
        String[] parts = text.split("/", -1);
        long requests = LineTokens.count(parts[0]);
        long failed = parts.length == 1 ? 0 : LineTokens.count(parts[1]);
        if (parts.length > 2 || failed > requests) {
            throw new RecordingFormatException("\"" + text + "\" is not requests, or requests/failures");
        }
        return new long[] {requests, failed};
    }

    private static Latencies latencies(String column) {
        Map<Long, Integer> counts = new TreeMap<>();
        LineTokens tokens = new LineTokens(column);
        while (tokens.more()) {
            String word = tokens.word();
            String[] parts = word.split("\\*", -1);
            long micros = LineTokens.decimal(parts[0]).movePointRight(3).longValue();
            int count = parts.length == 1 ? 1 : new LineTokens(parts[1]).number();
            if (parts.length > 2 || micros < 1 || micros > MOST_MICROS || count < 1 || count > MOST_PROBES) {
                throw new RecordingFormatException("\"" + word + "\" is not milliseconds, or milliseconds*answers");
            }
            counts.merge(micros, count, Integer::sum);
        }
        return new Latencies(counts);
    }
}
