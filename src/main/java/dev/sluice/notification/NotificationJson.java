package dev.sluice.notification;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Makes JSON. */
final class NotificationJson {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private NotificationJson() {}

    static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    /** An object with a field {@code type} and one other. */
    static ObjectNode typed(String type, String field, String value) {
        return object().put("type", type).put(field, value);
    }
}
