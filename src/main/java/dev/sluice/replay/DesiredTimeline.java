package dev.sluice.replay;

import dev.sluice.rollout.Decision;
import dev.sluice.rollout.Desired;
import dev.sluice.rollout.PauseCause;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * What people wanted, and when. Who answered a pause some time after it began answers a pause of the same cause as long after it begins
 * in the replay; everything else is wanted when it was wanted.
 */
final class DesiredTimeline {
    private final Deque<Wish> ahead = new ArrayDeque<>();
    private final List<Answer> answers = new ArrayList<>();
    private Desired now;

    private record Wish(Duration at, Desired desired) {}

    private record Answer(PauseCause pause, Duration after, Desired desired) {}

    DesiredTimeline(List<RecordedInterval> seconds, List<RecordedDecision> made) {
        now = seconds.isEmpty() ? Desired.Run : seconds.getFirst().around().desired();
        Deque<RecordedDecision> pauses = new ArrayDeque<>(
                made.stream().filter(one -> asks(one.decision()).isPresent()).toList());
        Desired before = now;
        Optional<RecordedDecision> open = Optional.empty();
        for (RecordedInterval second : seconds) {
            while (!pauses.isEmpty() && pauses.getFirst().at().compareTo(second.to()) < 0) {
                open = Optional.of(pauses.removeFirst());
                before = Desired.Paused;
            }
            Desired desired = second.around().desired();
            if (desired != before) {
                heard(second.to(), desired, open);
                open = Optional.empty();
            }
            before = desired;
        }
    }

    /** What is wanted at a moment; moments are asked for in order. */
    Desired at(Duration moment) {
        while (!ahead.isEmpty() && ahead.getFirst().at().compareTo(moment) <= 0) {
            now = ahead.removeFirst().desired();
        }
        return now;
    }

    /** After a decision: the controller wants a pause by itself where a person is to decide. */
    void decided(RecordedDecision made) {
        asks(made.decision()).ifPresent(cause -> {
            now = Desired.Paused;
            answers.stream()
                    .filter(answer -> answer.pause() == cause)
                    .findFirst()
                    .ifPresent(answer -> {
                        answers.remove(answer);
                        add(new Wish(made.at().plus(answer.after()), answer.desired()));
                    });
        });
    }

    /** Whether somebody still wants something. */
    boolean more() {
        return !ahead.isEmpty();
    }

    private void heard(Duration at, Desired desired, Optional<RecordedDecision> open) {
        open.flatMap(made -> asks(made.decision()).map(cause -> new Answer(cause, at.minus(made.at()), desired)))
                .ifPresentOrElse(answers::add, () -> add(new Wish(at, desired)));
    }

    private void add(Wish wish) {
        List<Wish> sorted = new ArrayList<>(ahead);
        sorted.add(wish);
        sorted.sort(Comparator.comparing(Wish::at));
        ahead.clear();
        ahead.addAll(sorted);
    }

    private static Optional<PauseCause> asks(Decision decision) {
        return decision instanceof Decision.Pause pause
                        && (pause.cause() == PauseCause.Gate || pause.cause() == PauseCause.Unhealthy)
                ? Optional.of(pause.cause())
                : Optional.empty();
    }
}
