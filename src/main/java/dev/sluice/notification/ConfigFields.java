package dev.sluice.notification;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** One object of the file, field by field; what nobody asked for is unknown. */
final class ConfigFields {
    private final String where;
    private final String path;
    private final JsonNode object;
    private final Set<String> known = new LinkedHashSet<>();

    /**
     * Begins to read.
     *
     * @param where the file and the entry, for errors
     * @param path the object's own, empty for the entry itself
     */
    ConfigFields(String where, String path, JsonNode object) throws InvalidConfigException {
        this.where = where;
        this.path = path;
        this.object = object;
        if (!object.isObject()) {
            throw new InvalidConfigException(
                    where, (path.isEmpty() ? "is" : path + " is") + " no object; write fields, as in name: value");
        }
    }

    Optional<String> text(String field) throws InvalidConfigException {
        JsonNode value = value(field);
        if (value.isMissingNode() || value.isNull()) {
            return Optional.empty();
        }
        if (!value.isTextual() || value.asText().isBlank()) {
            throw bad(field, "is no text; write it in quotes");
        }
        return Optional.of(value.asText().strip());
    }

    String required(String field, String cure) throws InvalidConfigException {
        return text(field).orElseThrow(() -> bad(field, "is missing; " + cure));
    }

    int port(String field, int otherwise) throws InvalidConfigException {
        JsonNode value = value(field);
        if (value.isMissingNode()) {
            return otherwise;
        }
        if (!value.isInt() || value.asInt() < 1 || value.asInt() > 65_535) {
            throw bad(field, "is no port; ports go from 1 to 65535");
        }
        return value.asInt();
    }

    List<String> texts(String field) throws InvalidConfigException {
        JsonNode value = value(field);
        List<String> texts = new ArrayList<>();
        if (!value.isMissingNode() && !value.isArray()) {
            throw bad(field, "is no list; write it as in " + field + ": [\"...\"]");
        }
        for (JsonNode one : value) {
            if (!one.isTextual() || one.asText().isBlank()) {
                throw bad(field, "holds something that is no text; write it in quotes");
            }
            texts.add(one.asText().strip());
        }
        return texts;
    }

    /** Another object in this one; empty when it is not there. */
    Optional<ConfigFields> object(String field) throws InvalidConfigException {
        JsonNode value = value(field);
        return value.isMissingNode() ? Optional.empty() : Optional.of(new ConfigFields(where, at(field), value));
    }

    /** A field of any kind; a missing node when it is not there. */
    JsonNode any(String field) {
        return value(field);
    }

    /** The names of all fields, for objects whose fields are the user's own. */
    List<String> names() {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    /** Nothing more is read: what is left over is a mistake. */
    void done() throws InvalidConfigException {
        for (String name : names()) {
            if (!known.contains(name)) {
                throw bad(name, "is not known here; write one of " + String.join(", ", known));
            }
        }
    }

    InvalidConfigException bad(String field, String problem) {
        return new InvalidConfigException(where, at(field) + " " + problem);
    }

    private JsonNode value(String field) {
        known.add(field);
        return object.path(field);
    }

    private String at(String field) {
        return path.isEmpty() ? field : path + "." + field;
    }
}
