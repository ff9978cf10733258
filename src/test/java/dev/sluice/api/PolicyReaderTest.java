package dev.sluice.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class PolicyReaderTest {
    private static final YAMLMapper YAML = new YAMLMapper();

    record Bad(String name, JsonNode spec, String error) {}

    @TestFactory
    Stream<DynamicTest> namesTheFieldAndTheCure() throws IOException {
        return bad().stream()
                .map(bad -> DynamicTest.dynamicTest(bad.name(), () -> {
                    InvalidPolicyException invalid =
                            catchThrowableOfType(InvalidPolicyException.class, () -> PolicyReader.read(bad.spec()));
                    assertThat(invalid).as("an error").isNotNull();
                    assertThat(invalid.getMessage()).isEqualTo(bad.error());
                }));
    }

    private static List<Bad> bad() throws IOException {
        try (InputStream file = PolicyReaderTest.class.getResourceAsStream("/policies/bad.yaml")) {
            return List.of(YAML.readValue(Objects.requireNonNull(file), Bad[].class));
        }
    }
}
