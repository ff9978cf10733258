package dev.sluice.web.page;

import dev.sluice.store.StoredRollout;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Sends the page of a rollout those of its pieces that have changed. */
final class DetailFeed implements Feed {
    private static final long ANYWAY = Duration.ofSeconds(1).toNanos();
    /** Pods change without a word from the rollout. */
    private static final long WHEN_OVER = Duration.ofSeconds(5).toNanos();

    private final Board board;
    private final Function<StoredRollout, List<Part>> parts;
    private final Map<String, String> shown = new HashMap<>();
    private volatile StoredRollout rollout;
    private volatile long version = -1;
    private volatile long last;

    DetailFeed(Board board, StoredRollout rollout, Function<StoredRollout, List<Part>> parts) {
        this.board = board;
        this.rollout = rollout;
        this.parts = parts;
    }

    /** The time that is left goes on by itself. */
    @Override
    public boolean due() {
        return version != board.version() || System.nanoTime() - last > (rollout.active() ? ANYWAY : WHEN_OVER);
    }

    @Override
    public String news() {
        version = board.version();
        last = System.nanoTime();
        rollout = board.rollout(rollout.namespace(), rollout.name()).orElse(rollout);
        StringBuilder news = new StringBuilder();
        for (Part part : parts.apply(rollout)) {
            if (!part.html().equals(shown.put(part.id(), part.html()))) {
                news.append(part.again());
            }
        }
        return news.toString();
    }
}
