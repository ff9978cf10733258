package dev.sluice.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Makes objects as nobody would write them who means well: by a schema with its bounds ignored now and then, and out of real ones. */
public final class Hostile {
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final JsonNodeFactory MAKE = JsonNodeFactory.instance;
    private static final List<String> TEXTS = List.of(
            "",
            " ",
            "-",
            ".",
            "..",
            "/",
            "*",
            "a",
            "v1",
            "v2",
            "myapp",
            "default",
            "0",
            "-1",
            "1s",
            "10s",
            "1e9",
            "NaN",
            "Infinity",
            "null",
            "true",
            "2026-01-01T00:00:00Z",
            "-999999999-01-01T00:00:00Z",
            "+999999999-12-31T23:59:59Z",
            "9223372036854775807",
            "99999999999999999999h",
            "../../../x",
            "a\nb",
            "\u001b[2J",
            "\u202e",
            "\ud800",
            "(a+)+$",
            "((((a{9}){9}){9}){9}){9}",
            "[",
            "sluice-pin-x-stamp",
            "x/w25/1",
            "Holding",
            "Exploded",
            "Unhealthy",
            "Promoted",
            "1s".repeat(9_000),
            "9".repeat(100_000),
            "(".repeat(5_000),
            "a.".repeat(20_000),
            "/".repeat(50_000));

    private final Random random;

    /** @param seed the same makes the same */
    public Hostile(long seed) {
        this.random = new Random(seed);
    }

    /** The schema of a kind, as its CRD in kubernetes/crds has it. */
    public static JsonNode schema(String file) {
        try {
            return YAML.readTree(Path.of("kubernetes/crds", file).toFile())
                    .at("/spec/versions/0/schema/openAPIV3Schema");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads YAML. */
    public static ObjectNode yaml(String text) {
        try {
            return (ObjectNode) YAML.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Something that a schema describes, more or less. */
    public JsonNode of(JsonNode schema) {
        if (random.nextInt(40) == 0) {
            return anything();
        }
        return switch (schema.path("type").asText()) {
            case "object" -> object(schema);
            case "array" -> {
                ArrayNode array = MAKE.arrayNode();
                int size = random.nextInt(30) == 0 ? 1_000 : random.nextInt(4);
                JsonNode item = of(schema.path("items"));
                for (int i = 0; i < size; i++) {
                    array.add(size > 10 ? item : of(schema.path("items")));
                }
                yield array;
            }
            case "integer" -> MAKE.numberNode(number().longValue());
            case "number" -> MAKE.numberNode(number().doubleValue());
            case "boolean" -> MAKE.booleanNode(random.nextBoolean());
            case "string" -> text(schema);
            default -> anything();
        };
    }

    private JsonNode object(JsonNode schema) {
        ObjectNode object = MAKE.objectNode();
        schema.path("properties").properties().forEach(field -> {
            boolean required = schema.path("required")
                    .valueStream()
                    .anyMatch(one -> one.asText().equals(field.getKey()));
            if (required || random.nextInt(3) > 0) {
                object.set(field.getKey(), of(field.getValue()));
            }
        });
        if (schema.has("additionalProperties")) {
            object.set(any(TEXTS), of(schema.path("additionalProperties")));
        }
        return object;
    }

    private JsonNode text(JsonNode schema) {
        if (schema.has("enum") && random.nextInt(4) > 0) {
            return schema.path("enum").get(random.nextInt(schema.path("enum").size()));
        }
        String pattern = schema.path("pattern").asText();
        if (pattern.startsWith("^(") && pattern.endsWith(")$") && pattern.indexOf('[') < 0 && random.nextInt(4) > 0) {
            return MAKE.textNode(
                    any(List.of(pattern.substring(2, pattern.length() - 2).split("[|]"))));
        }
        if (pattern.contains("(ms|s|m|h)") && random.nextInt(4) > 0) {
            return MAKE.textNode(random.nextInt(100) + "s");
        }
        if (pattern.startsWith("^[0-9]{4}-") && random.nextInt(3) > 0) {
            return MAKE.textNode("20%02d-01-01T00:00:00Z".formatted(random.nextInt(100)));
        }
        return MAKE.textNode(any(TEXTS));
    }

    /** A real object with one to four of its parts replaced, doubled or taken out. */
    public ObjectNode mutated(ObjectNode real) {
        ObjectNode copy = real.deepCopy();
        for (int i = random.nextInt(4); i >= 0; i--) {
            List<JsonNode> parents = new ArrayList<>();
            collect(copy, parents);
            JsonNode parent = parents.get(random.nextInt(parents.size()));
            if (parent instanceof ObjectNode object && !object.isEmpty()) {
                String key = any(
                        object.propertyStream().map(java.util.Map.Entry::getKey).toList());
                switch (random.nextInt(4)) {
                    case 0 -> object.remove(key);
                    case 1 -> object.set(any(TEXTS), object.get(key));
                    default -> object.set(key, anything());
                }
            } else if (parent instanceof ArrayNode array) {
                switch (random.nextInt(3)) {
                    case 0 -> array.removeAll();
                    case 1 -> array.add(anything());
                    default -> array.addAll(array.deepCopy());
                }
            }
        }
        return copy;
    }

    private static void collect(JsonNode node, List<JsonNode> into) {
        if (node.isContainerNode()) {
            into.add(node);
            node.forEach(child -> collect(child, into));
        }
    }

    private JsonNode anything() {
        return switch (random.nextInt(8)) {
            case 0 -> MAKE.nullNode();
            case 1 -> MAKE.numberNode(number().longValue());
            case 2 -> MAKE.numberNode(number().doubleValue());
            case 3 -> MAKE.booleanNode(random.nextBoolean());
            case 4 -> MAKE.objectNode();
            case 5 -> MAKE.arrayNode();
            case 6 -> MAKE.numberNode(new BigInteger("9".repeat(500)));
            default -> MAKE.textNode(any(TEXTS));
        };
    }

    private Number number() {
        return any(List.<Number>of(
                0,
                1,
                -1,
                2,
                10,
                50,
                100,
                101,
                1_000_000,
                Integer.MAX_VALUE,
                Integer.MIN_VALUE,
                Long.MAX_VALUE,
                Long.MIN_VALUE,
                0.5,
                1e-300,
                1e300,
                random.nextInt(100)));
    }

    private <T> T any(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }
}
