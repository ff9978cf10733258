package dev.sluice.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Whether an http route of a VirtualService takes a request. */
final class RouteMatch {
    private RouteMatch() {}

    /** True when the route has no match or one of its matches fits. */
    static boolean takes(JsonNode route, ProxyRequest call) {
        JsonNode matches = route.path("match");
        return matches.isEmpty() || any(matches, match -> fits(match, call));
    }

    /** True when the route takes everything; Istio moves such a route behind the others. */
    static boolean isCatchAll(JsonNode route) {
        JsonNode matches = route.path("match");
        return matches.isEmpty()
                || any(
                        matches,
                        match -> match.size() == 1
                                && match.at("/uri/prefix").asText().equals("/"));
    }

    private static boolean fits(JsonNode match, ProxyRequest call) {
        return string(match.get("uri"), call.path())
                && string(match.get("method"), call.method())
                && string(match.get("authority"), call.authority())
                && match.path("headers").properties().stream()
                        .allMatch(header ->
                                header(header.getValue(), call.headers().get(header.getKey())))
                && match.path("withoutHeaders").properties().stream()
                        .noneMatch(header ->
                                header(header.getValue(), call.headers().get(header.getKey())));
    }

    private static boolean header(JsonNode rule, @Nullable String value) {
        return value != null && string(rule, value);
    }

    /** An empty rule asks for no more than that the value is there. */
    private static boolean string(@Nullable JsonNode rule, String value) {
        if (rule == null || rule.isEmpty()) {
            return true;
        }
        if (rule.has("exact")) {
            return value.equals(rule.get("exact").asText());
        }
        if (rule.has("prefix")) {
            return value.startsWith(rule.get("prefix").asText());
        }
        return rule.has("regex") && Pattern.matches(rule.get("regex").asText(), value);
    }

    private static boolean any(JsonNode array, Predicate<JsonNode> test) {
        return array.valueStream().anyMatch(test);
    }
}
