package dev.sluice.notification;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads the file, all or nothing. */
final class NotificationConfigParser {
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .build();
    private static final int MOST = 50;

    private final String file;

    NotificationConfigParser(String file) {
        this.file = file;
    }

    NotificationConfig read(String yaml) throws InvalidConfigException {
        JsonNode tree = tree(yaml);
        if (tree.isMissingNode() || tree.isNull()) {
            return NotificationConfig.NONE;
        }
        ConfigFields root = new ConfigFields(file, "", tree);
        JsonNode entries = root.any("sinks");
        root.done();
        if (!entries.isArray()) {
            throw root.bad("sinks", "is no list; write sinks: and below it one entry for each, beginning with - name:");
        }
        if (entries.size() > MOST) {
            throw root.bad("sinks", "has " + entries.size() + " entries; " + MOST + " are the most");
        }
        return new NotificationConfig(sinks(entries));
    }

    private List<Sink> sinks(JsonNode entries) throws InvalidConfigException {
        List<Sink> sinks = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (int i = 0; i < entries.size(); i++) {
            String name = entries.get(i).path("name").asText();
            String where = file + ": sinks[" + i + "]" + (name.isEmpty() ? "" : " (" + TextLayout.line(name, 63) + ")");
            Sink sink = SinkConfigParser.read(new ConfigFields(where, "", entries.get(i)));
            if (!names.add(sink.name())) {
                throw new InvalidConfigException(where, "name stands above already; give each entry a name of its own");
            }
            sinks.add(sink);
        }
        return sinks;
    }

    private JsonNode tree(String yaml) throws InvalidConfigException {
        try {
            return YAML.readTree(yaml);
        } catch (JsonProcessingException e) {
            String line =
                    e.getLocation() == null ? "" : " in line " + e.getLocation().getLineNr();
            throw new InvalidConfigException(file, "is not YAML" + line + ": " + problem(e.getOriginalMessage()));
        } catch (IOException _) {
            throw new InvalidConfigException(file, "cannot be read");
        }
    }

    /** The parser quotes the lines around, indented; a secret may stand there. */
    private static String problem(String text) {
        return text.lines().filter(line -> !line.startsWith(" ")).collect(Collectors.joining(", "));
    }
}
