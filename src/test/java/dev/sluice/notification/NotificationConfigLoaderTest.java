package dev.sluice.notification;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The file changes while it is in use, as a ConfigMap does that is mounted. */
final class NotificationConfigLoaderTest {
    private static final String GOOD = "sinks: [{name: a, type: slack, urlFrom: {secretKey: k}}]";

    @TempDir
    private Path mount;

    private Path path = Path.of("");
    private NotificationConfigLoader file = new NotificationConfigLoader(path);

    @BeforeEach
    void open() {
        path = mount.resolve("notifications.yaml");
        file = new NotificationConfigLoader(path);
    }

    @Test
    void withoutTheFileNobodyIsTold() {
        assertThat(file.changed()).isEmpty();
        assertThat(file.problem()).isEmpty();
    }

    @Test
    void aChangeBehindALinkIsNoticedOnce() throws IOException {
        publish("1", GOOD);
        assertThat(file.changed().orElseThrow().names()).containsExactly("a");
        assertThat(file.changed()).isEmpty();

        publish("2", GOOD.replace("name: a", "name: b"));
        assertThat(file.changed().orElseThrow().names()).containsExactly("b");
    }

    @Test
    void aFileThatCannotBeUsedChangesNothingAndSaysWhy() throws IOException {
        publish("1", GOOD);
        file.changed();
        publish("2", "sinks: [{name: a}]");

        assertThat(file.changed()).isEmpty();
        assertThat(file.problem())
                .hasValueSatisfying(why -> assertThat(why)
                        .isEqualTo(path
                                + ": sinks[0] (a): type is missing; write slack, teams, discord, webhook or email"));
        publish("3", GOOD);
        assertThat(file.changed()).isPresent();
        assertThat(file.problem()).isEmpty();
    }

    @Test
    void whateverIsWrongWithAFileItIsRefusedAndReadAgain() throws IOException {
        file = new NotificationConfigLoader(path, (name, text) -> {
            if (text.equals("odd")) {
                throw new IllegalStateException("a secret");
            }
            return NotificationConfig.read(name, text);
        });
        publish("1", "odd");

        assertThat(file.changed()).isEmpty();
        assertThat(file.problem()).contains(path + " cannot be used (IllegalStateException); undo its last change");
        publish("2", GOOD);
        assertThat(file.changed()).isPresent();
    }

    @Test
    void aFileThatIsTakenAwayTellsNobody() throws IOException {
        publish("1", GOOD);
        file.changed();
        Files.delete(path);

        assertThat(file.changed()).contains(NotificationConfig.NONE);
    }

    @Test
    void whatIsNoFileIsSaid() throws IOException {
        Files.createDirectory(path);

        assertThat(file.changed()).isEmpty();
        assertThat(file.problem()).hasValueSatisfying(why -> assertThat(why).contains("cannot be read"));
    }

    /** As the kubelet does it: a new directory, and a link that is exchanged. */
    private void publish(String version, String text) throws IOException {
        Path directory = Files.createDirectories(mount.resolve(".." + version));
        Files.writeString(directory.resolve("notifications.yaml"), text);
        Path fresh = mount.resolve("..data_tmp");
        Files.deleteIfExists(fresh);
        Files.createSymbolicLink(fresh, directory.getFileName());
        Files.move(fresh, mount.resolve("..data"), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        if (!Files.exists(path)) {
            Files.createSymbolicLink(path, Path.of("..data/notifications.yaml"));
        }
    }
}
