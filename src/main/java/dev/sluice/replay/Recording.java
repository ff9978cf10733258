package dev.sluice.replay;

import dev.sluice.analysis.Counts;
import dev.sluice.rollout.RolloutState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What a rollout met, second by second, and what was decided on it. Small enough to be kept with the rollout: a few kilobytes for the usual
 * few minutes.
 *
 * @param origin where it comes from
 * @param from the state in which it begins: of a rollout that a controller took up again, not the first
 * @param notes what to know before trusting it, for people
 * @param seconds in order
 * @param made the decisions, in order
 */
public record Recording(
        RecordingMetadata origin,
        RolloutState from,
        List<String> notes,
        List<RecordedInterval> seconds,
        List<RecordedDecision> made) {
    /** Copies. */
    public Recording {
        notes = List.copyOf(notes);
        seconds = List.copyOf(seconds);
        made = List.copyOf(made);
    }

    /**
     * Reads a text.
     *
     * @throws RecordingFormatException when it is damaged; the message names the line
     */
    public static Recording read(String text) {
        return new RecordingReader(text).read();
    }

    /**
     * Reads what {@link #packed} has written.
     *
     * @throws RecordingFormatException when it is damaged
     */
    public static Recording unpacked(String packed) {
        return read(CompressedText.unpack(packed));
    }

    /** The text that {@link #read} reads. */
    public String text() {
        return RecordingWriter.write(this);
    }

    /** The text, compressed by gzip and written in Base64. */
    public String packed() {
        return CompressedText.pack(text());
    }

    /** How long it lasts. */
    public Duration length() {
        return seconds.isEmpty() ? Duration.ZERO : seconds.getLast().to();
    }

    /** All users' requests. */
    public Counts users() {
        return seconds.stream().map(RecordedInterval::users).reduce(Counts.NONE, Counts::plus);
    }

    /**
     * The same, so short that {@link #packed} is no longer than this: calm seconds are told together, and when that does not do, none is
     * told, and a note says so.
     *
     * @param characters the most
     */
    public Recording within(int characters) {
        return RecordingCompactor.within(this, characters);
    }

    /** The longest time that one line tells of; less than a second, unless calm ones are told together. */
    public Duration coarsest() {
        return seconds.stream()
                .map(second -> second.to().minus(second.from()))
                .max(Comparator.naturalOrder())
                .orElse(Duration.ZERO);
    }

    Recording with(List<RecordedInterval> others) {
        return new Recording(origin, from, notes, others, made);
    }

    Recording with(List<RecordedInterval> others, String note) {
        List<String> more = new ArrayList<>(notes);
        more.add(note);
        return new Recording(origin, from, more, others, made);
    }
}
