package dev.sluice.web.browser;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What people with a screen reader, a keyboard or poor eyes would stumble over, as axe-core finds it. */
public final class Accessibility {
    private static final String AXE = script();

    private Accessibility() {}

    /** All that is found on a page: the rule, and where. */
    public static List<String> violations(Tab tab) {
        // Not by a script element, which the page's own policy forbids.
        tab.eval(AXE + ";true");
        JsonNode found = tab.eval(
                "axe.run(document, {resultTypes: ['violations']}).then(all => all.violations.map(one =>"
                        + " one.id + ' (' + one.impact + '): ' + one.nodes.map(n => n.target.join(' ') + ' ' + n.failureSummary).join('; ')))");
        List<String> violations = new ArrayList<>();
        found.forEach(one -> violations.add(one.asText()));
        return violations;
    }

    private static String script() {
        try (InputStream in = Accessibility.class.getResourceAsStream("/axe.min.js")) {
            if (in == null) {
                throw new IllegalStateException("axe-core is not among the libraries of the tests");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
