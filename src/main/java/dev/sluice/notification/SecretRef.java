package dev.sluice.notification;

/** Where a secret stands; never the secret itself. */
sealed interface SecretRef {
    /**
     * A key of the Secret.
     *
     * @param key its name
     */
    record Key(String key) implements SecretRef {}

    /** Written into the file itself; not shown where the settings are. */
    record Literal(String value) implements SecretRef {
        @Override
        public String toString() {
            return "Literal[\u2026]";
        }
    }
}
