package dev.sluice.mesh;

import dev.sluice.rollout.Target;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** Keeps the names under which both versions of a rollout are counted; asks on the side, so that nobody waits for it. */
final class Lexicon {
    private static final Duration FRESH = Duration.ofSeconds(5);
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final Documents documents;
    private final Target target;
    private final AtomicBoolean asking = new AtomicBoolean();
    private volatile Optional<Sought> known = Optional.empty();
    private volatile String trouble = "";
    private Instant next = Instant.MIN;

    Lexicon(Documents documents, Target target) {
        this.documents = documents;
        this.target = target;
    }

    /** The names as they were seen last. */
    Optional<Sought> known(Instant now) {
        if ((!now.isBefore(next) || next.isAfter(now.plus(FRESH))) && asking.compareAndSet(false, true)) {
            next = now.plus(known.isEmpty() ? PATIENCE : FRESH);
            Thread.ofVirtual().name("names-" + target.rollout()).start(this::ask);
        }
        return known;
    }

    /** Why nothing is known; empty before the first answer. */
    String trouble() {
        return trouble;
    }

    /** An API server that fails takes nothing away that is known. */
    private void ask() {
        try {
            known = Optional.of(Sought.of(target, documents.list(Documents.DESTINATION_RULE, target.namespace())));
        } catch (Obstacle e) {
            trouble = e.why();
        } catch (RuntimeException e) {
            trouble = "the DestinationRules of namespace " + target.namespace() + " cannot be read: " + e.getMessage();
        } finally {
            asking.set(false);
        }
    }
}
