package dev.sluice.demo;

import com.fasterxml.jackson.databind.JsonNode;

/** The URI that the app is asked for. */
final class UriRewrite {
    private UriRewrite() {}

    /** Istio puts the rewrite in place of the matched prefix, or of the whole path where the match was exact. */
    static String uri(JsonNode route, ProxyRequest call) {
        JsonNode rewrite = route.at("/rewrite/uri");
        if (rewrite.isMissingNode()) {
            return call.uri();
        }
        String path = call.path();
        String query = call.uri().substring(path.length());
        return prefix(route, path)
                .map(prefix -> rewrite.asText() + path.substring(prefix.length()) + query)
                .orElse(rewrite.asText() + query);
    }

    private static java.util.Optional<String> prefix(JsonNode route, String path) {
        return route.path("match")
                .valueStream()
                .map(match -> match.at("/uri/prefix").asText())
                .filter(prefix -> !prefix.isEmpty() && path.startsWith(prefix))
                .findFirst();
    }
}
