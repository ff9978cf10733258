package dev.sluice.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.MultiMap;

/** The header changes of a route and of its destination. */
final class HeaderManipulation {
    private HeaderManipulation() {}

    /**
     * Changes headers.
     *
     * @param owner the route or the destination
     * @param side request or response
     */
    static void apply(JsonNode owner, String side, MultiMap headers) {
        JsonNode rules = owner.path("headers").path(side);
        rules.path("set")
                .properties()
                .forEach(
                        header -> headers.set(header.getKey(), header.getValue().asText()));
        rules.path("add")
                .properties()
                .forEach(
                        header -> headers.add(header.getKey(), header.getValue().asText()));
        rules.path("remove").forEach(name -> headers.remove(name.asText()));
    }
}
