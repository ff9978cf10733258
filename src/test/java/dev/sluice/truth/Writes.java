package dev.sluice.truth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * When Sluice changed the VirtualServices of a namespace, by the API server's own clock: what a test hears by a watch is late by as
 * much as the machine is busy, and two such times tell nothing exact of what lay between.
 */
record Writes(List<Instant> times) {
    private static final ObjectMapper JSON = new ObjectMapper();

    static Writes of(Scene scene) {
        Path audit = scene.cluster().tools().logs().resolve("audit.log");
        try (Stream<String> lines = Files.lines(audit)) {
            return new Writes(lines.map(Writes::parse)
                    .filter(event -> event.at("/objectRef/resource").asText().equals("virtualservices"))
                    .filter(event -> event.at("/objectRef/namespace").asText().equals(scene.namespace()))
                    .filter(event -> event.path("verb").asText().equals("patch"))
                    .filter(event -> event.at("/responseStatus/code").asInt() == 200)
                    .map(event ->
                            Instant.parse(event.path("requestReceivedTimestamp").asText()))
                    .sorted()
                    .toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How long each was the last. */
    List<Duration> stood() {
        List<Duration> stood = new ArrayList<>();
        for (int i = 1; i < times.size(); i++) {
            stood.add(Duration.between(times.get(i - 1), times.get(i)));
        }
        return stood;
    }

    private static JsonNode parse(String line) {
        try {
            return JSON.readTree(line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
