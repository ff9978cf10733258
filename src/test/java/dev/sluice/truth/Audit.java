package dev.sluice.truth;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** What the API server's audit log tells of the requests that Sluice's ServiceAccounts have made. */
final class Audit {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> READS = Set.of("get", "list", "watch");

    private final Path log;

    Audit(Tools tools) {
        this.log = tools.logs().resolve("audit.log");
    }

    /**
     * One request.
     *
     * @param at when it came in
     * @param account name of the ServiceAccount of Sluice's that made it
     * @param from the address that it came from
     * @param verb the verb that RBAC knows
     * @param group API group; empty for the core group
     * @param resource resource and subresource, as RBAC writes them
     * @param namespace namespace; empty for none
     * @param name name of the object; empty for a collection
     * @param code status of the answer
     * @param allowed whether RBAC allowed it; a 403 may have other reasons, such as a namespace that is being deleted
     */
    record Request(
            Instant at,
            String account,
            String from,
            String verb,
            String group,
            String resource,
            String namespace,
            String name,
            int code,
            boolean allowed) {
        boolean writes() {
            return !READS.contains(verb);
        }

        private static Request of(JsonNode line) {
            JsonNode object = line.path("objectRef");
            String subresource = object.path("subresource").asText();
            return new Request(
                    Instant.parse(line.path("requestReceivedTimestamp").asText()),
                    line.at("/user/username").asText().replaceFirst(".*:", ""),
                    line.at("/sourceIPs/0").asText(),
                    line.path("verb").asText(),
                    object.path("apiGroup").asText(),
                    object.path("resource").asText() + (subresource.isEmpty() ? "" : "/" + subresource),
                    object.path("namespace").asText(),
                    object.path("name").asText(),
                    line.at("/responseStatus/code").asInt(),
                    line.at("/annotations/authorization.k8s.io~1decision")
                            .asText()
                            .equals("allow"));
        }
    }

    /** Requests for resources of the API; discovery and the like need no grant of ours. */
    List<Request> requests() {
        try (Stream<String> lines = Files.lines(log)) {
            return lines.map(Audit::parse)
                    .filter(line -> line.has("objectRef"))
                    .map(Request::of)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode parse(String line) {
        try {
            return JSON.readTree(line);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
