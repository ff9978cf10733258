package dev.sluice.truth;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The page of all scenes; it needs nothing but itself. */
final class ReportPage {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("d MMMM uuuu, HH:mm", Locale.ROOT);

    private ReportPage() {}

    /** What a scene's file holds. */
    static String json(ReportScene scene) {
        try {
            return JSON.writeValueAsString(scene);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Renders the page from the scenes' files. */
    static String of(List<Path> files) {
        List<JsonNode> scenes = files.stream().map(ReportPage::scene).toList();
        return ReportTemplate.render(Map.of(
                "groups", groups(scenes),
                "scenes", scenes.size(),
                "passed", outcomes(scenes, "passed"),
                "failed", outcomes(scenes, "failed"),
                "skipped", outcomes(scenes, "skipped"),
                "requests", sum(scenes, "/requests"),
                "lost", sum(scenes, "/failures/count"),
                "day", LocalDateTime.now(ZoneId.systemDefault()).format(DAY)));
    }

    /** A scene as the template sees it: with its anchor and with the text for its script element. */
    private static JsonNode scene(Path file) {
        try {
            String text = Files.readString(file);
            return ((ObjectNode) JSON.readTree(text))
                    .put("id", file.getFileName().toString().replace(".json", ""))
                    // In JSON a < stands in strings only; escaped, nothing in them can end the element.
                    .put("data", text.replace("<", "\\u003c"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Map<String, Object>> groups(List<JsonNode> scenes) {
        Map<String, List<Object>> groups = scenes.stream()
                .collect(Collectors.groupingBy(
                        scene -> scene.at("/result/group").asText(),
                        LinkedHashMap::new,
                        Collectors.mapping(scene -> JSON.convertValue(scene, Map.class), Collectors.toList())));
        return groups.entrySet().stream()
                .map(group -> Map.<String, Object>of("name", group.getKey(), "scenes", group.getValue()))
                .toList();
    }

    private static long outcomes(List<JsonNode> scenes, String outcome) {
        return scenes.stream()
                .filter(scene -> scene.at("/result/outcome").asText().equals(outcome))
                .count();
    }

    private static int sum(List<JsonNode> scenes, String field) {
        return scenes.stream().mapToInt(scene -> scene.at(field).asInt()).sum();
    }
}
