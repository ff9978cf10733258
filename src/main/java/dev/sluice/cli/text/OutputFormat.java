package dev.sluice.cli.text;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.UncheckedIOException;

/** What a command writes its answer as. */
public enum OutputFormat {
    /** For people. */
    table,
    /** For people with a wide screen. */
    wide,
    /** The objects of the cluster, for programs. */
    json,
    /** The same as YAML. */
    yaml,
    /** Kinds and names, for scripts. */
    name;

    /** Whether people read it. */
    public boolean human() {
        return this == table || this == wide;
    }

    /** Writes a value as JSON or YAML, with a line break at its end. */
    public String text(Object value) {
        try {
            return this == yaml
                    ? Mappers.YAML.writeValueAsString(value)
                    : Mappers.JSON.writeValueAsString(value) + "\n";
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Apart, since most commands write neither and should not wait for Jackson. */
    private static final class Mappers {
        private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
        private static final YAMLMapper YAML = YAMLMapper.builder()
                .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
                .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
                .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
                .build();
    }
}
