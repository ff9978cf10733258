package dev.sluice.rollout;

import java.util.Map;
import java.util.Optional;

/** The headers of probes whose values stand in Secrets, as they are at the moment. */
public sealed interface SecretHeaders {
    /** For probes that need none. */
    SecretHeaders NONE = new Known(Map.of());

    /**
     * All of them are there.
     *
     * @param values by the headers' names
     */
    record Known(Map<String, String> values) implements SecretHeaders {
        /** Copies. */
        public Known {
            values = Map.copyOf(values);
        }

        /** A log must not show what a Secret holds. */
        @Override
        public String toString() {
            return "Known" + values.keySet();
        }
    }

    /**
     * One is missing or may not be sent, and stays so until a person does something.
     *
     * @param why the Secret, the key, what is wrong with it and the cure; never a value
     */
    record Withheld(String why) implements SecretHeaders {}

    /**
     * One has not been read yet, or cannot be read at the moment.
     *
     * @param why the Secret and the reason
     */
    record Unseen(String why) implements SecretHeaders {}

    /** Why nothing can be asked with them; empty when they are known. */
    default Optional<String> missing() {
        return switch (this) {
            case Known _ -> Optional.empty();
            case Withheld withheld -> Optional.of(withheld.why());
            case Unseen unseen -> Optional.of(unseen.why());
        };
    }
}
