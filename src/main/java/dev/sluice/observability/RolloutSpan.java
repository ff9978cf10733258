package dev.sluice.observability;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A stretch of a rollout, as it is shown in a trace.
 *
 * @param trace what the trace's id is made of: the Rollout's uid
 * @param key what the span's id is made of, together with the trace
 * @param parent the key of the span that it is part of; empty for the whole rollout
 * @param name what went on
 * @param from when it began
 * @param to when it ended
 * @param texts attributes
 * @param numbers attributes
 * @param error why it is shown as an error; empty when it is none
 */
record RolloutSpan(
        String trace,
        String key,
        String parent,
        String name,
        Instant from,
        Instant to,
        Map<String, String> texts,
        Map<String, Double> numbers,
        Optional<String> error) {
    /** Copies; a clock that was set back makes no span that ends before it begins. */
    RolloutSpan {
        texts = Map.copyOf(texts);
        numbers = Map.copyOf(numbers);
        to = to.isBefore(from) ? from : to;
    }
}
