package dev.sluice.replay;

import dev.sluice.api.InvalidPolicyException;
import dev.sluice.api.PolicyReader;
import dev.sluice.api.PolicySpec;
import dev.sluice.rollout.Capacity;
import dev.sluice.rollout.Desired;
import dev.sluice.rollout.Outcome;
import dev.sluice.rollout.RolloutState;
import dev.sluice.rollout.TrafficStatus;
import dev.sluice.rollout.Weight;
import dev.sluice.rollout.WorkloadStatus;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads a recording. Without its head nothing can be done; a line that cannot be read after it is left out, and a note names it.
 */
final class RecordingReader {
    private static final Set<String> HEAD =
            Set.of("rollout", "sluice", "began", "blue", "green", "policy", "first", "from");
    private static final String AGAIN = "; take the recording from the Rollout again";
    private static final int NAMED = 5;

    private final String[] lines;
    private final Map<String, Integer> head = new HashMap<>();
    private final List<String> notes = new ArrayList<>();
    private final List<RecordedInterval> seconds = new ArrayList<>();
    private final List<RecordedDecision> made = new ArrayList<>();
    private int damaged;
    private boolean complete;

    private Instant began = Instant.EPOCH;
    private Optional<Weight> weight = Optional.empty();
    private WorkloadStatus pods = new WorkloadStatus.Unknown("not recorded");
    private TrafficStatus mesh = new TrafficStatus.Converged();
    private Desired desired = Desired.Run;
    private Optional<Outcome> mark = Optional.empty();
    private Capacity capacity = Capacity.NONE;
    private String failure = "";

    RecordingReader(String text) {
        this.lines = text.split("\n", -1);
    }

    Recording read() {
        format();
        for (int i = 1; i < lines.length; i++) {
            head.putIfAbsent(key(i), i);
        }
        began = instant("began");
        PolicySpec policy = policy();
        RolloutState from = state();
        for (int i = 1; i < lines.length; i++) {
            line(i);
        }
        if (damaged > NAMED) {
            notes.add((damaged - NAMED) + " more lines cannot be read");
        }
        if (!complete) {
            notes.add("line " + lines.length + ": the recording is cut off here");
        }
        RecordingMetadata origin = new RecordingMetadata(
                value("rollout"),
                value("sluice"),
                began,
                value("blue"),
                value("green"),
                policy,
                head.containsKey("first"));
        return new Recording(origin, from, notes, seconds, made);
    }

    private void format() {
        String first = at(0);
        if (!first.startsWith(RecordingWriter.FORMAT)) {
            throw new RecordingFormatException("line 1: is not \"" + RecordingWriter.FORMAT + RecordingWriter.VERSION
                    + "\", with which a recording begins; give a recording, or the Rollout that has one");
        }
        if (!first.equals(RecordingWriter.FORMAT + RecordingWriter.VERSION)) {
            throw new RecordingFormatException(
                    "line 1: \"" + shown(first) + "\" is not the format that this Sluice reads ("
                            + RecordingWriter.VERSION + "); use the Sluice that recorded it, or a newer one");
        }
    }

    private void line(int index) {
        String line = at(index);
        if (line.isEmpty() || line.startsWith("#") || HEAD.contains(key(index))) {
            return;
        }
        try {
            if (complete) {
                throw new RecordingFormatException("comes after the end");
            }
            understand(line);
        } catch (RecordingFormatException e) {
            damaged++;
            if (damaged <= NAMED) {
                notes.add("line " + (index + 1) + " is left out: \"" + shown(line) + "\" cannot be read: "
                        + e.getMessage());
            }
        }
    }

    private void understand(String line) {
        LineTokens tokens = new LineTokens(line);
        String key = tokens.word();
        switch (key) {
            case "note" -> notes.add(tokens.text());
            case "weight" -> weight = RecordingLineParser.weight(tokens);
            case "pods" -> pods = RecordingLineParser.pods(tokens);
            case "mesh" -> mesh = RecordingLineParser.mesh(tokens, began);
            case "desired" -> desired = tokens.one(Desired.class);
            case "capacity" -> capacity = RecordingLineParser.capacity(tokens);
            case "mark" -> mark = RecordingLineParser.mark(tokens);
            case "failure" -> failure = tokens.text();
            case ">" -> made.add(RecordingLineParser.made(tokens, began));
            case "end" -> complete = true;
            default -> second(line);
        }
    }

    private void second(String line) {
        RecordedInterval second = RecordingLineParser.second(
                line, new RecordedContext(weight, pods, mesh, desired, mark, capacity), failure);
        Duration before = seconds.isEmpty() ? Duration.ZERO : seconds.getLast().to();
        if (second.from().compareTo(before) < 0) {
            throw new RecordingFormatException("begins before the second above ends");
        }
        seconds.add(second);
    }

    private PolicySpec policy() {
        try {
            return PolicyReader.read(value("policy"));
        } catch (InvalidPolicyException e) {
            throw new RecordingFormatException(place("policy") + e.getMessage());
        }
    }

    private RolloutState state() {
        try {
            return RecordingLineParser.state(new LineTokens(raw("from")), began);
        } catch (RecordingFormatException e) {
            throw new RecordingFormatException(place("from") + e.getMessage() + AGAIN);
        }
    }

    private Instant instant(String key) {
        try {
            return Instant.parse(value(key));
        } catch (DateTimeParseException e) {
            throw new RecordingFormatException(place(key) + "\"" + shown(value(key)) + "\" is no time" + AGAIN);
        }
    }

    private String value(String key) {
        return new LineTokens(raw(key)).text();
    }

    private String raw(String key) {
        Integer index = head.get(key);
        if (index == null) {
            throw new RecordingFormatException(
                    "line " + lines.length + ": the recording ends without a line \"" + key + "\"" + AGAIN);
        }
        String line = at(index);
        return line.length() > key.length() ? line.substring(key.length() + 1) : "";
    }

    private String place(String key) {
        return "line " + (head.getOrDefault(key, 0) + 1) + ": " + key + ": ";
    }

    private String key(int index) {
        return new LineTokens(at(index)).word();
    }

    private String at(int index) {
        String line = lines[index];
        return line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
    }

    private static String shown(String line) {
        return line.length() > 60 ? line.substring(0, 60) + "..." : line;
    }
}
