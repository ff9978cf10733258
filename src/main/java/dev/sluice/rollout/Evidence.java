package dev.sluice.rollout;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the probes have shown lately: a sliding window.
 *
 * @param slices counts by time, oldest first
 * @param refusedRun how many probes of green were refused in a row, up to now, all of them while blue answered
 * @param blueAnswers whether blue's last probe was answered as expected
 * @param lastFailure the last failure of green, described for people; empty when there was none
 * @param heard when a probe of green last said something; the first look while none has; empty before that
 */
public record Evidence(
        List<Slice> slices, int refusedRun, boolean blueAnswers, String lastFailure, Optional<Instant> heard) {
    /** Nothing seen yet. */
    public static final Evidence NONE = new Evidence(List.of(), 0, false, "", Optional.empty());

    /** The counts of one short span of time. */
    public record Slice(Instant at, Tally green, Tally blue) {}

    /** Copies. */
    public Evidence {
        slices = List.copyOf(slices);
    }

    /** This evidence with the results of one look added, and what is older than the window forgotten. */
    public Evidence plus(List<ProbeResult> results, Instant at, Duration window) {
        List<Slice> kept = new ArrayList<>(slices);
        kept.removeIf(slice -> slice.at().isBefore(at.minus(window)));
        Evidence next = new Evidence(kept, refusedRun, blueAnswers, lastFailure, heard);
        Slice slice = new Slice(at, Tally.EMPTY, Tally.EMPTY);
        for (ProbeResult result : results) {
            slice = add(slice, result);
            next = next.after(result);
        }
        if (slice.green().total() + slice.blue().total() > 0) {
            kept.add(slice);
        }
        Optional<Instant> now = Optional.of(at);
        Optional<Instant> last = slice.green().total() > 0 ? now : heard.or(() -> now);
        return new Evidence(kept, next.refusedRun, next.blueAnswers, next.lastFailure, last);
    }

    /** Green's counts since an instant. */
    public Tally green(Instant from) {
        return slices.stream()
                .filter(s -> !s.at().isBefore(from))
                .map(Slice::green)
                .reduce(Tally.EMPTY, Tally::plus);
    }

    /** Blue's counts since an instant. */
    public Tally blue(Instant from) {
        return slices.stream()
                .filter(s -> !s.at().isBefore(from))
                .map(Slice::blue)
                .reduce(Tally.EMPTY, Tally::plus);
    }

    private Evidence after(ProbeResult result) {
        return switch (result.colour()) {
            case Blue -> {
                boolean answers = blueAnswers(result);
                yield new Evidence(slices, answers ? refusedRun : 0, answers, lastFailure, heard);
            }
            case Green -> new Evidence(slices, refusedRun(result), blueAnswers, lastFailure(result), heard);
        };
    }

    private boolean blueAnswers(ProbeResult result) {
        return result.outcome() == ProbeOutcome.Blind ? blueAnswers : result.outcome() == ProbeOutcome.Passed;
    }

    private int refusedRun(ProbeResult result) {
        return switch (result.outcome()) {
            case Refused -> blueAnswers ? refusedRun + 1 : 0;
            case Passed, Failed -> 0;
            case Blind -> refusedRun;
        };
    }

    private String lastFailure(ProbeResult result) {
        return switch (result.outcome()) {
            case Failed, Refused -> result.detail();
            case Passed, Blind -> lastFailure;
        };
    }

    private static Slice add(Slice slice, ProbeResult result) {
        return switch (result.colour()) {
            case Green -> new Slice(slice.at(), slice.green().plus(result.outcome()), slice.blue());
            case Blue -> new Slice(slice.at(), slice.green(), slice.blue().plus(result.outcome()));
        };
    }
}
