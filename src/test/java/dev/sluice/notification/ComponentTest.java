package dev.sluice.notification;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The optional part of the installation asks for one Secret and nothing else. */
final class ComponentTest {
    private static final Path COMPONENT = Path.of("kubernetes/notifications");

    @Test
    void theRoleReadsOneSecretByName() throws IOException {
        JsonNode role = yaml("rbac.yaml");

        assertThat(role.path("kind").asText()).isEqualTo("Role");
        assertThat(role.path("rules")).hasSize(1);
        assertThat(role.at("/rules/0/resourceNames").toString()).isEqualTo("[\"sluice-notifications\"]");
        assertThat(role.at("/rules/0/verbs").toString()).isEqualTo("[\"get\"]");
    }

    @Test
    void theDirectoryIsMountedAndNotTheFileWhichWouldNeverChange() throws IOException {
        JsonNode mount = yaml("volume.yaml").at("/spec/template/spec/containers/0/volumeMounts/0");

        assertThat(mount.has("subPath")).isFalse();
        assertThat(mount.path("mountPath").asText()).isEqualTo("/etc/sluice");
    }

    private static JsonNode yaml(String name) throws IOException {
        return new YAMLMapper().readTree(Files.readString(COMPONENT.resolve(name)));
    }
}
