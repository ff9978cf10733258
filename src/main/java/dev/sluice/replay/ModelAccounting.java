package dev.sluice.replay;

import dev.sluice.analysis.Counts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Keeps apart what was measured and what is a model of it. */
final class ModelAccounting {
    private final List<ModelledInterval> stretches = new ArrayList<>();
    private Counts all = Counts.NONE;
    private Counts assumed = Counts.NONE;

    /**
     * One second.
     *
     * @param before the end of the one before
     * @param met what users met
     * @param users whether that is a model
     * @param other whether anything else of it is
     */
    void add(RecordedInterval second, Duration before, Counts met, boolean users, boolean other) {
        all = all.plus(met);
        if (users) {
            assumed = assumed.plus(met);
        }
        if (users || other) {
            boolean on = !stretches.isEmpty() && stretches.getLast().to().equals(before);
            Duration from = on ? stretches.removeLast().from() : second.from();
            stretches.add(new ModelledInterval(from, second.to()));
        }
    }

    Counts users() {
        return all;
    }

    Counts modelled() {
        return assumed;
    }

    List<ModelledInterval> stretches() {
        return stretches;
    }
}
