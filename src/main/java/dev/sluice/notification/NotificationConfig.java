package dev.sluice.notification;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.api.StrictYaml;
import dev.sluice.notification.Destination.SecretRef;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Who is told what.
 *
 * @param sinks names differ
 */
public record NotificationConfig(List<Sink> sinks) {
    private static final int MOST = 50;

    /** Nobody is told anything. */
    public static final NotificationConfig NONE = new NotificationConfig(List.of());

    /** Copies. */
    public NotificationConfig {
        sinks = List.copyOf(sinks);
    }

    /**
     * Reads a file.
     *
     * @param file its name, for errors
     * @param yaml what stands in it
     * @throws InvalidConfigException when it cannot be used
     */
    public static NotificationConfig read(String file, String yaml) throws InvalidConfigException {
        try {
            List<JsonNode> documents = StrictYaml.documents(yaml);
            return documents.isEmpty() || documents.getFirst().isNull() ? NONE : read(file, documents.getFirst());
        } catch (StrictYaml.NotYamlException e) {
            throw new InvalidConfigException(file, String.valueOf(e.getMessage()));
        }
    }

    private static NotificationConfig read(String file, JsonNode document) throws InvalidConfigException {
        ConfigFields root = new ConfigFields(file, "", document);
        JsonNode entries = root.any("sinks");
        root.done();
        if (!entries.isArray()) {
            throw root.bad("sinks", "is no list; write sinks: and below it one entry for each, beginning with - name:");
        }
        if (entries.size() > MOST) {
            throw root.bad("sinks", "has " + entries.size() + " entries; " + MOST + " are the most");
        }
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
        return new NotificationConfig(sinks);
    }

    /** The sinks' names. */
    public List<String> names() {
        return sinks.stream().map(Sink::name).collect(Collectors.toUnmodifiableList());
    }

    /** Sinks whose address stands in the file, where whoever may read a ConfigMap reads it. */
    public List<String> exposed() {
        return sinks.stream()
                .filter(sink -> sink.forPeople()
                        && sink.destination() instanceof Destination.Web web
                        && web.url() instanceof SecretRef.Literal)
                .map(Sink::name)
                .collect(Collectors.toUnmodifiableList());
    }
}
