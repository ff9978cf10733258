package dev.sluice.web.page;

import dev.sluice.kubernetes.StoredRollout;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Sends the page of a rollout those of its pieces that have changed, and ends when the rollout is gone. */
final class DetailUpdates implements PageUpdates {
    /** The time that is left goes on by itself. */
    private static final long ANYWAY = Duration.ofSeconds(1).toNanos();
    /** Rights and pods change without a word from the rollout. */
    private static final long WHEN_OVER = Duration.ofSeconds(5).toNanos();

    private final Subject subject;
    private final LongSupplier clock;
    private final Map<String, String> shown = new HashMap<>();
    private volatile StoredRollout rollout;
    private volatile long version = -1;
    private volatile long last;
    private volatile boolean over;
    private @Nullable Object mark;

    /** What the page is about. */
    interface Subject {
        /** Rises whenever anything may have changed. */
        long version();

        /** The rollout as it is now; empty when it is gone. */
        Optional<StoredRollout> now();

        /** Equal as long as the pieces are, but for the passing of time; quick. */
        Object mark(StoredRollout rollout);

        /** The page's pieces. */
        List<PageFragment> parts(StoredRollout rollout);

        /** What takes the place of some of them when the rollout is gone. */
        List<PageFragment> gone(StoredRollout rollout);
    }

    /** With a clock in nanoseconds. */
    DetailUpdates(Subject subject, StoredRollout rollout, LongSupplier clock) {
        this.subject = subject;
        this.rollout = rollout;
        this.clock = clock;
    }

    @Override
    public boolean due() {
        return version != subject.version() || late();
    }

    @Override
    public boolean over() {
        return over;
    }

    @Override
    public String news() {
        version = subject.version();
        Optional<StoredRollout> now = subject.now();
        if (now.isEmpty()) {
            over = true;
            return changed(subject.gone(rollout));
        }
        rollout = now.get();
        Object marked = subject.mark(rollout);
        // Other rollouts change all the time, and are no reason to make these pieces anew.
        if (marked.equals(mark) && !late()) {
            return "";
        }
        mark = marked;
        last = clock.getAsLong();
        return changed(subject.parts(rollout));
    }

    private boolean late() {
        return clock.getAsLong() - last > (rollout.active() ? ANYWAY : WHEN_OVER);
    }

    private String changed(List<PageFragment> parts) {
        StringBuilder news = new StringBuilder();
        for (PageFragment part : parts) {
            if (!part.html().equals(shown.put(part.id(), part.html()))) {
                news.append(part.again());
            }
        }
        return news.toString();
    }
}
