package dev.sluice.demo;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A wish to break something.
 *
 * @param version v1 or v2
 * @param kind none, errors, delay, hang, refuse or crashloop
 * @param amount the share of errors or the delay in milliseconds; absent for a good deal of it
 */
public record FaultRequest(
        String version, String kind, @Nullable Double amount) {
    private static final Map<FaultInjection.Kind, Double> AMOUNTS =
            Map.of(FaultInjection.Kind.ERRORS, 0.5, FaultInjection.Kind.DELAY, 1500.0);

    /** Fills in what is missing. */
    public FaultRequest(@Nullable String version, @Nullable String kind, @Nullable Double amount) {
        this.version = version == null ? "" : version;
        this.kind = kind == null ? "" : kind;
        this.amount = amount;
    }

    FaultInjection fault() {
        FaultInjection.Kind wanted = Arrays.stream(FaultInjection.Kind.values())
                .filter(known -> name(known).equals(kind))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("kind is \"" + kind + "\"; use " + names()));
        return new FaultInjection(wanted, amount == null ? AMOUNTS.getOrDefault(wanted, 0.0) : amount);
    }

    private static String names() {
        return Arrays.stream(FaultInjection.Kind.values())
                .map(FaultRequest::name)
                .collect(Collectors.joining(", "));
    }

    private static String name(FaultInjection.Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }
}
