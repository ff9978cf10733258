package dev.sluice.api;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.Serial;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Reads YAML that people write: a key that stands twice is a mistake, and no error repeats the lines around it, where a secret may stand. */
public final class StrictYaml {
    private static final YAMLMapper MAPPER = YAMLMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .build();

    private StrictYaml() {}

    /** A text that is no YAML. The message goes on where the file is named, and says the line and what is wrong with it. */
    public static final class NotYamlException extends Exception {
        @Serial
        private static final long serialVersionUID = 1L;

        private NotYamlException(String problem) {
            super(problem);
        }
    }

    /** The documents of a text, in their order. */
    public static List<JsonNode> documents(String text) throws NotYamlException {
        try (JsonParser parser = MAPPER.createParser(text)) {
            List<JsonNode> documents = new ArrayList<>();
            // A MappingIterator takes the entries of a list for documents.
            while (parser.nextToken() != null) {
                documents.add(MAPPER.readTree(parser));
            }
            return documents;
        } catch (JsonProcessingException e) {
            String line =
                    e.getLocation() == null ? "" : " in line " + e.getLocation().getLineNr();
            throw new NotYamlException("is not YAML" + line + ": " + problem(e.getOriginalMessage()));
        } catch (IOException e) {
            throw new NotYamlException("cannot be read: " + e.getMessage());
        }
    }

    /** The parser quotes the lines around, indented. */
    private static String problem(String text) {
        return text.lines().filter(line -> !line.startsWith(" ")).collect(Collectors.joining(", "));
    }
}
