package dev.sluice.kubernetes;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Writes conditions; the transition time moves only when the condition does. */
final class Conditions {
    private Conditions() {}

    static Condition of(
            String type, boolean holds, String reason, String message, @Nullable List<Condition> before, Instant at) {
        String status = holds ? "True" : "False";
        String since = before == null
                ? null
                : before.stream()
                        .filter(one -> type.equals(one.getType()) && Objects.equals(status, one.getStatus()))
                        .map(Condition::getLastTransitionTime)
                        .findFirst()
                        .orElse(null);
        return new ConditionBuilder()
                .withType(type)
                .withStatus(status)
                .withReason(reason)
                .withMessage(message)
                .withLastTransitionTime(
                        since == null ? at.truncatedTo(ChronoUnit.SECONDS).toString() : since)
                .build();
    }
}
