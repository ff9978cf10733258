package dev.sluice.web.page;

import dev.sluice.view.RolloutDisplay;
import jakarta.ws.rs.QueryParam;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which rollouts of all someone wants to see; all of it is in the page's address.
 *
 * @param text all of its words are in the app's name, the rollout's, the namespace's or a version's
 * @param namespace the one namespace; all when empty
 * @param show what state they are in
 * @param page which page of them, from 1
 */
record Filter(String text, String namespace, Show show, int page) {
    private static final int LONGEST = 100;

    /** States as people look for them. */
    enum Show {
        All("All states"),
        Waiting("Waiting for a person"),
        Active("Under way"),
        Over("Finished"),
        Promoted("Promoted"),
        Reverted("Reverted"),
        Aborted("Aborted");

        private final String label;

        Show(String label) {
            this.label = label;
        }

        /** As a person reads it. */
        public String label() {
            return label;
        }

        /** As the address has it. */
        public String value() {
            return this == All ? "" : name().toLowerCase(Locale.ROOT);
        }

        private boolean has(RolloutDisplay display) {
            return switch (this) {
                case All -> true;
                case Waiting -> display.waits();
                case Active -> !display.over();
                case Over -> display.over();
                case Promoted, Reverted, Aborted -> display.state().equals(name());
            };
        }
    }

    /** An address, as a browser sends it; what is not understood is left out. */
    record Asked(
            @QueryParam("q") @Nullable String text,
            @QueryParam("namespace") @Nullable String namespace,
            @QueryParam("state") @Nullable String state,
            @QueryParam("page") @Nullable String page) {
        Filter read() {
            Show show = Stream.of(Show.values())
                    .filter(one -> one.value().equals(state))
                    .findFirst()
                    .orElse(Show.All);
            return new Filter(trimmed(text), trimmed(namespace), show, number(page));
        }

        private static String trimmed(@Nullable String value) {
            String text = value == null ? "" : value.strip();
            return text.length() > LONGEST ? text.substring(0, LONGEST) : text;
        }

        private static int number(@Nullable String value) {
            return value != null && value.matches("[1-9][0-9]{0,4}") ? Integer.parseInt(value) : 1;
        }
    }

    boolean has(RolloutDisplay display) {
        return (namespace.isEmpty() || namespace.equals(display.namespace())) && show.has(display) && says(display);
    }

    /** Whether it leaves anything out. */
    public boolean narrow() {
        return !text.isEmpty() || !namespace.isEmpty() || show != Show.All;
    }

    /** The same on another page. */
    public Filter at(int other) {
        return new Filter(text, namespace, show, other);
    }

    /** As the address has it, with the question mark; empty when it leaves nothing out. */
    public String query() {
        List<String> parts = new ArrayList<>();
        add(parts, "q", text);
        add(parts, "namespace", namespace);
        add(parts, "state", show.value());
        add(parts, "page", page == 1 ? "" : Integer.toString(page));
        return parts.isEmpty() ? "" : "?" + String.join("&", parts);
    }

    private static void add(List<String> parts, String name, String value) {
        if (!value.isEmpty()) {
            parts.add(name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8));
        }
    }

    private boolean says(RolloutDisplay display) {
        String all = String.join(
                        "\n", display.policy(), display.name(), display.namespace(), display.blue(), display.green())
                .toLowerCase(Locale.ROOT);
        return Stream.of(text.toLowerCase(Locale.ROOT).split("\\s+", -1)).allMatch(all::contains);
    }
}
