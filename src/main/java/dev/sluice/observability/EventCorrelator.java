package dev.sluice.observability;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.sluice.rollout.RolloutEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Keeps Events from piling up. The same words about the same object are written once in ten minutes, and one reason at most
 * 25 times, whatever the words; what was held back is in the count of the next one. Needs no right to patch Events.
 */
final class EventCorrelator {
    private static final Duration WINDOW = Duration.ofMinutes(10);
    private static final Duration REMEMBERED = WINDOW.multipliedBy(2);
    private static final int MOST = 25;
    private static final int OBJECTS = 2_000;

    private Instant now = Instant.EPOCH;

    /** What has nothing to remember goes, so that what is new finds room: a full cache keeps what is asked for often. */
    private final Cache<About, Window> windows = Caffeine.newBuilder()
            .maximumSize(OBJECTS)
            .expireAfterWrite(REMEMBERED)
            .ticker(() -> Duration.between(Instant.EPOCH, now).toNanos())
            .executor(Runnable::run)
            .build();

    private record About(RolloutEvent.ObjectRef object, String reason) {}

    /**
     * How often something has happened.
     *
     * @param times how often since it was written last, this one included
     * @param first when it first did
     */
    record Count(int times, Instant first) {}

    private static final class Window {
        private final Map<String, Instant> written = new HashMap<>();
        private final Map<String, Count> held = new HashMap<>();
    }

    /** How often to say that it has happened; empty when it is not to be written now. */
    Optional<Count> admit(RolloutEvent news, Instant at) {
        now = at;
        About about = new About(news.about(), news.reason());
        Window window = windows.get(about, _ -> new Window());
        windows.put(about, window);
        window.written.values().removeIf(time -> time.plus(WINDOW).isBefore(now));
        window.held.values().removeIf(count -> count.first().plus(REMEMBERED).isBefore(now));
        Count before = window.held.remove(news.message());
        Count count = before == null ? new Count(1, now) : new Count(before.times() + 1, before.first());
        if (window.written.containsKey(news.message()) || window.written.size() >= MOST) {
            if (window.held.size() < MOST) {
                window.held.put(news.message(), count);
            }
            return Optional.empty();
        }
        window.written.put(news.message(), now);
        return Optional.of(count);
    }
}
