package dev.sluice.replay;

import dev.sluice.rollout.Autoscaler;
import dev.sluice.rollout.Capacity;
import dev.sluice.rollout.Decision;
import dev.sluice.rollout.GreenSeen;
import dev.sluice.rollout.Interruptions;
import dev.sluice.rollout.MeshSeen;
import dev.sluice.rollout.Outcome;
import dev.sluice.rollout.PauseCause;
import dev.sluice.rollout.RolloutState;
import dev.sluice.rollout.Weight;
import dev.sluice.stats.Counts;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Reads what the lines of a recording say, one kind of thing each. */
final class Lines {
    private static final long MOST_PROBES = 1_000_000;
    private static final long MOST_MICROS = Duration.ofDays(1).toMillis() * 1000;

    private Lines() {}

    static Optional<Weight> weight(Words words) {
        String word = words.word();
        if (word.equals("-")) {
            return Optional.empty();
        }
        BigDecimal permille = Words.decimal(word).movePointRight(1);
        if (permille.signum() < 0 || permille.compareTo(BigDecimal.valueOf(Weight.ALL.permille())) > 0) {
            throw new Unreadable(word + " is no weight; weights go from 0 to 100");
        }
        return Optional.of(new Weight(permille.intValue()));
    }

    static Optional<Outcome> mark(Words words) {
        String text = words.text();
        return text.equals("-") ? Optional.empty() : Optional.of(new Words(text).one(Outcome.class));
    }

    static GreenSeen pods(Words words) {
        String word = words.word();
        return switch (word) {
            case "replaced" -> new GreenSeen.Replaced(words.text());
            case "gone" -> new GreenSeen.Gone();
            case "unknown" -> new GreenSeen.Unknown(words.text());
            default -> pods(word.split("/", -1), words);
        };
    }

    private static GreenSeen pods(String[] counts, Words words) {
        if (counts.length != 2) {
            throw new Unreadable("pods are not told as ready/wanted");
        }
        int ready = new Words(counts[0]).number();
        int wanted = new Words(counts[1]).number();
        boolean settled = false;
        while (words.more()) {
            String word = words.word();
            if (word.equals("crash")) {
                return new GreenSeen.Pods(wanted, ready, settled, Optional.of(words.text()));
            }
            if (word.equals("short")) {
                return new GreenSeen.Pods(wanted, ready, settled, Optional.empty(), Optional.of(words.text()));
            }
            if (!word.equals("settled")) {
                throw new Unreadable("\"" + word + "\" says nothing of pods");
            }
            settled = true;
        }
        return new GreenSeen.Pods(wanted, ready, settled, Optional.empty());
    }

    static Capacity capacity(Words words) {
        int whole = words.number();
        double size = Words.decimal(words.word()).doubleValue();
        if (size <= 0) {
            throw new Unreadable(size + " is no size of a pod");
        }
        Optional<Capacity.Blue> blue = Optional.empty();
        Optional<Autoscaler> scaler = Optional.empty();
        while (words.more()) {
            String word = words.word();
            switch (word) {
                case "blue" -> blue = Optional.of(blue(words.word().split("/", -1)));
                case "autoscaler" ->
                    scaler = Optional.of(new Autoscaler(words.word(), words.number(), words.number(), words.number()));
                case "of" -> {
                    return new Capacity(whole, size, words.text(), new Capacity.Seen(blue, Optional.empty(), scaler));
                }
                default -> throw new Unreadable("\"" + word + "\" says nothing of capacity");
            }
        }
        throw new Unreadable("does not say of which Deployment");
    }

    private static Capacity.Blue blue(String[] counts) {
        if (counts.length != 2) {
            throw new Unreadable("blue's pods are not told as ready/wanted");
        }
        return new Capacity.Blue(new Words(counts[1]).number(), new Words(counts[0]).number());
    }

    static MeshSeen mesh(Words words, Instant began) {
        String word = words.word();
        return switch (word) {
            case "converged" -> new MeshSeen.Converged();
            case "pending" -> new MeshSeen.Pending(words.text());
            case "blind" -> {
                Instant since = began.plus(words.seconds());
                yield new MeshSeen.Blind(words.text(), since);
            }
            case "unwritten" -> new MeshSeen.Unwritten(words.text());
            case "obstacle" -> new MeshSeen.Obstacle(words.text());
            default -> throw new Unreadable("\"" + word + "\" says nothing of the mesh");
        };
    }

    static RolloutState state(Words words, Instant began) {
        String word = words.word();
        return switch (word) {
            case "Preparing" -> new RolloutState.Preparing(began.plus(words.seconds()));
            case "Shifting" ->
                new RolloutState.Shifting(words.number(), began.plus(words.seconds()), began.plus(words.seconds()));
            case "Holding" ->
                new RolloutState.Holding(
                        words.number(),
                        began.plus(words.seconds()),
                        began.plus(words.seconds()),
                        words.more() ? interruptions(words, began) : Interruptions.NONE);
            case "Paused" -> paused(words, began);
            case "FailedOver" -> {
                int stage = words.number();
                Optional<Outcome> back = back(words);
                Instant since = began.plus(words.seconds());
                yield new RolloutState.FailedOver(stage, back, words.text(), since);
            }
            case "Reverting" -> {
                Outcome outcome = ended(words);
                Instant since = began.plus(words.seconds());
                yield new RolloutState.Reverting(outcome, words.text(), since);
            }
            case "Finished" -> {
                Outcome outcome = words.one(Outcome.class);
                Instant since = began.plus(words.seconds());
                yield new RolloutState.Finished(outcome, words.text(), since);
            }
            default -> throw new Unreadable("\"" + word + "\" is no state");
        };
    }

    private static Interruptions interruptions(Words words, Instant began) {
        int times = words.number();
        Duration lost = words.seconds();
        if (lost.isNegative()) {
            throw new Unreadable("interruptions do not last " + lost);
        }
        return new Interruptions(
                times, lost, words.more() ? Optional.of(began.plus(words.seconds())) : Optional.empty());
    }

    private static RolloutState paused(Words words, Instant began) {
        int stage = words.number();
        PauseCause cause = words.one(PauseCause.class);
        Instant since = began.plus(words.seconds());
        return new RolloutState.Paused(stage, cause, words.text(), since);
    }

    private static Optional<Outcome> back(Words words) {
        String word = words.word();
        return word.equals("-") ? Optional.empty() : Optional.of(ended(new Words(word)));
    }

    private static Outcome ended(Words words) {
        Outcome outcome = words.one(Outcome.class);
        if (outcome == Outcome.Promoted) {
            throw new Unreadable("a revert does not end in Promoted");
        }
        return outcome;
    }

    static Made made(Words words, Instant began) {
        Duration at = words.seconds();
        String what = words.word();
        return new Made(
                at,
                switch (what) {
                    case "Wait" -> new Decision.Wait(words.text());
                    case "Enter" -> {
                        int stage = words.number();
                        yield new Decision.Enter(stage, words.text());
                    }
                    case "Hold" -> new Decision.Hold(words.text());
                    case "Interrupt" -> {
                        Instant from = began.plus(words.seconds());
                        yield new Decision.Interrupt(from, words.text());
                    }
                    case "Resume" -> new Decision.Resume(words.text());
                    case "Restart" -> new Decision.Restart(words.text());
                    case "Pause" -> {
                        PauseCause cause = words.one(PauseCause.class);
                        yield new Decision.Pause(cause, words.text());
                    }
                    case "FailOver" -> {
                        Optional<Outcome> back = back(words);
                        yield new Decision.FailOver(back, words.text());
                    }
                    case "Revert" -> {
                        Outcome outcome = ended(words);
                        yield new Decision.Revert(outcome, words.text());
                    }
                    case "Finish" -> {
                        Outcome outcome = words.one(Outcome.class);
                        yield new Decision.Finish(outcome, words.text());
                    }
                    default -> throw new Unreadable("\"" + what + "\" is no decision");
                });
    }

    static Second second(String line, Around around, String failure) {
        String[] columns = line.split("\\|", -1);
        if (columns.length < 5 || columns.length > 7) {
            throw new Unreadable("has " + columns.length + " columns; a second has 5 to 7");
        }
        Words times = new Words(columns[0]);
        Duration from = times.seconds();
        Duration lasts = times.seconds();
        if (from.isNegative() || lasts.isNegative() || times.more()) {
            throw new Unreadable("\"" + columns[0] + "\" is no time: first look and, after it, last look");
        }
        Words refused = new Words(columns.length >= 6 ? columns[5] : "0 0");
        Counts probes = counts(columns[2]);
        if (probes.total() > MOST_PROBES) {
            throw new Unreadable(probes.total() + " probes are more than anyone sends");
        }
        long failed = refused.number();
        if (failed > probes.greenFailed()) {
            throw new Unreadable(failed + " were refused, but only " + probes.greenFailed() + " failed");
        }
        return new Second(
                from,
                from.plus(lasts),
                around,
                counts(columns[1]),
                new Probed(
                        probes,
                        failed,
                        refused.number(),
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
            throw new Unreadable("\"" + column + "\" is not two counts");
        }
        long[] green = count(both[0]);
        long[] blue = count(both[1]);
        return new Counts(green[0], green[1], blue[0], blue[1]);
    }

    private static long[] count(String text) {
        String[] parts = text.split("/", -1);
        long requests = Words.count(parts[0]);
        long failed = parts.length == 1 ? 0 : Words.count(parts[1]);
        if (parts.length > 2 || failed > requests) {
            throw new Unreadable("\"" + text + "\" is not requests, or requests/failures");
        }
        return new long[] {requests, failed};
    }

    private static Latencies latencies(String column) {
        Map<Long, Integer> counts = new TreeMap<>();
        Words words = new Words(column);
        while (words.more()) {
            String word = words.word();
            String[] parts = word.split("\\*", -1);
            long micros = Words.decimal(parts[0]).movePointRight(3).longValue();
            int count = parts.length == 1 ? 1 : new Words(parts[1]).number();
            if (parts.length > 2 || micros < 1 || micros > MOST_MICROS || count < 1 || count > MOST_PROBES) {
                throw new Unreadable("\"" + word + "\" is not milliseconds, or milliseconds*answers");
            }
            counts.merge(micros, count, Integer::sum);
        }
        return new Latencies(counts);
    }
}
