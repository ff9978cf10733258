package dev.sluice.controller;

import dev.sluice.replay.Recorder;
import dev.sluice.rollout.Decision;
import dev.sluice.rollout.Desired;
import dev.sluice.rollout.Look;
import dev.sluice.rollout.Rollout;
import dev.sluice.rollout.Snapshot;
import dev.sluice.store.JournalEntry;
import dev.sluice.store.Report;
import dev.sluice.store.Rollouts;
import dev.sluice.store.StoredRollout;
import dev.sluice.store.Superseded;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

/** What is recorded of one rollout, and what is still to be recorded. */
final class Ledger {
    private final Rollouts rollouts;
    private final Function<String, Optional<StoredRollout>> latest;
    private final Recorder recorder;
    private StoredRollout stored;
    private boolean owes;
    private Optional<JournalEntry> owed = Optional.empty();
    private String told = "";
    private Instant reported = Instant.MIN;

    Ledger(StoredRollout stored, Rollouts rollouts, Function<String, Optional<StoredRollout>> latest, Instant now) {
        this.recorder = Recorders.of(stored, now);
        this.stored = stored;
        this.rollouts = rollouts;
        this.latest = latest;
        this.owes = stored.rollout().isEmpty();
    }

    StoredRollout stored() {
        return stored;
    }

    /**
     * Takes over what the user has changed meanwhile.
     *
     * @throws Superseded when the watch shows a state that was not recorded here: another controller acts
     */
    void refresh() {
        Optional<StoredRollout> newer = latest.apply(stored.key())
                .filter(found -> found.uid().equals(stored.uid()))
                .filter(found -> found.newerThan(stored));
        if (newer.isPresent()) {
            newer.get().mustContinue(stored);
            stored = newer.get();
        }
    }

    /** What a look has brought, for the recording. */
    void saw(Look look) {
        recorder.saw(look);
    }

    /** What was decided on it, for the recording. */
    void decided(Rollout before, Snapshot seen, Decision decision) {
        recorder.decided(before, seen, decision);
    }

    /** Something was done before it could be recorded, which only a revert may. */
    void owe(JournalEntry entry) {
        owes = true;
        owed = Optional.of(entry);
    }

    /** Whether the recorded state is behind. */
    boolean owes() {
        return owes;
    }

    /** Whether there is something new to tell, and it is time to. */
    boolean due(String message, boolean counting, Instant now, Duration interval) {
        return (counting || !message.equals(told)) && !now.isBefore(reported.plus(interval));
    }

    void desire(Desired desired) {
        stored = rollouts.desire(stored, desired);
    }

    void record(Report report, Optional<JournalEntry> entry, Instant now) {
        Report whole = report.rollout().finished() ? report.with(Recorders.packed(recorder)) : report;
        stored = rollouts.record(stored, whole, entry.or(() -> owed), now);
        owes = false;
        owed = Optional.empty();
        told = report.message();
        reported = now;
    }

    /** How long nobody has looked. */
    Duration unseen(Instant now) {
        return stored.observedAt()
                .map(last -> Duration.between(last, now))
                .filter(Duration::isPositive)
                .orElse(Duration.ZERO);
    }

    /** The state that was recorded last, as it goes on after a time in which nobody looked. */
    Rollout resume(Instant now) {
        Duration unseen = unseen(now);
        return stored.rollout().map(known -> known.resumed(unseen)).orElseGet(() -> Rollout.begin(stored.plan(), now));
    }

    void release() {
        rollouts.release(stored);
    }
}
