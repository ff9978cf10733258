package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.demo.BareApi;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Help.Ansi;

/** One rollout, once. */
final class StatusCommandTest {
    private final BareApi api;

    StatusCommandTest() throws IOException {
        api = new BareApi(Files.readString(Path.of("src/test/resources/golden/rollouts.yaml")));
    }

    @AfterEach
    void close() {
        api.close();
    }

    @Test
    void nameIsForScripts() {
        assertThat(run("status", "-o", "name").out().strip()).isEqualTo("rollout.sluice.dev/shop-3");
    }

    @Test
    void whatIsLongComesOnlyWhenAskedFor() {
        assertThat(run("status", "shop-3", "-o", "json").out())
                .contains("\"shop-3\"")
                .doesNotContain("recording", "kept", "secret-pin");
        assertThat(run("status", "shop-3", "-o", "json", "--full").out())
                .contains("recording", "kept")
                .doesNotContain("secret-pin");
    }

    @Test
    void screenThatGoesOnIsNoJson() {
        Ran ran = run("status", "-w", "-o", "json");

        assertThat(ran.err()).startsWith("--watch draws a screen; leave out -o json");
        assertThat(ran.exit()).isEqualTo(2);
    }

    @Test
    void followingANameThatNothingHasEndsAtOnce() {
        Ran ran = run("watch", "-f", "shpo");

        assertThat(ran.err().strip()).contains("did you mean shop?");
        assertThat(ran.exit()).isEqualTo(1);
    }

    private Ran run(String... command) {
        return Ran.at(api.uri(), Ansi.OFF, command);
    }
}
