package dev.sluice.web.page;

import dev.sluice.kubernetes.PolicyStatus;
import dev.sluice.kubernetes.StoredPolicy;
import org.jspecify.annotations.Nullable;

/** Whether a policy can be used. */
enum PolicyReadiness {
    Ready("good", "✓", "Ready"),
    Unusable("bad", "✕", "Cannot be used"),
    /** Nobody has looked at this generation of it. */
    Unknown("new", "…", "Not looked at yet");

    private final String tone;
    private final String sign;
    private final String label;

    PolicyReadiness(String tone, String sign, String label) {
        this.tone = tone;
        this.sign = sign;
        this.label = label;
    }

    /** What can be told without the controller is told at once: a policy with a mistake is unusable whatever its status says. */
    static PolicyReadiness of(StoredPolicy policy) {
        return policy.problem().isEmpty()
                ? policy.status().map(status -> of(status, policy.generation())).orElse(Unknown)
                : Unusable;
    }

    private static PolicyReadiness of(PolicyStatus status, long generation) {
        @Nullable Long observed = status.observedGeneration();
        if (observed != null && observed < generation || status.ready() == null) {
            return Unknown;
        }
        return switch (status.ready()) {
            case "True" -> Ready;
            case "False" -> Unusable;
            default -> Unknown;
        };
    }

    /** A word for styles. */
    public String tone() {
        return tone;
    }

    /** So that nobody depends on telling colours apart. */
    public String sign() {
        return sign;
    }

    /** As a person reads it. */
    public String label() {
        return label;
    }
}
