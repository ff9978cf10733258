package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.controller.Released;
import dev.sluice.kubernetes.RolloutClient;
import dev.sluice.kubernetes.StoredRollout;
import dev.sluice.local.FaultInjection;
import dev.sluice.local.LocalCluster;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Help.Ansi;

/** A person with a terminal, a kubeconfig and a controller that runs. */
@QuarkusTest
@QuarkusTestResource(value = Released.class, restrictToAnnotatedClass = true)
final class SteerTest {
    @Inject
    RolloutClient rollouts;

    private final LocalCluster cluster = LocalCluster.running().orElseThrow();

    @AfterEach
    void settle() {
        cluster.app("v1").set(FaultInjection.NONE);
        cluster.app("v2").set(FaultInjection.NONE);
        await().atMost(Duration.ofMinutes(1))
                .until(() -> rollouts.all().stream().noneMatch(StoredRollout::active));
    }

    @Test
    void aReleaseIsStoppedTriedAgainFinishedAndUndone() {
        build("v2", "good");
        assertThat(run("release deploy/myapp-v2").out())
                .contains("Asked for the release of Deployment myapp-v2 under policy myapp.", "begins");

        assertThat(run("pause").out()).contains(": Paused", "sluice resume myapp");
        assertThat(run("resume").out()).contains("sluice pause myapp");
        Ran aborted = run("abort myapp");
        assertThat(aborted.out()).contains(": Aborted", "all users are on v1", "sluice retry myapp-");
        assertThat(aborted.exit()).isZero();

        assertThat(run("release deploy/myapp-v2").err()).contains("was released already", "sluice retry myapp-");

        Ran retried = run("retry myapp --wait --timeout 1m");
        assertThat(retried.out()).contains("Entered PreFlight, 0 %", "Promoted: Done: all users are on v2.");
        assertThat(retried.exit()).isZero();

        cluster.client()
                .apps()
                .deployments()
                .inNamespace("default")
                .withName("myapp-v1")
                .scale(0);
        Ran undone = run("undo");
        assertThat(undone.out()).contains("Going back from v2 to v1", "scaled up to 2 first");
        assertThat(run("promote --yes").exit()).isZero();
        await().atMost(Duration.ofSeconds(30)).until(() -> "Promoted".equals(newest()));
        assertThat(run("history").out().lines().skip(1)).hasSizeGreaterThanOrEqualTo(3);
    }

    @Test
    void waitingTellsThatTheTrafficWentBack() {
        String version = serving().equals("v1") ? "v2" : "v1";
        build(version, "bad");
        cluster.app(version).set(new FaultInjection(FaultInjection.Kind.ERRORS, 1));

        Ran ran = run("release deploy/myapp-" + version + " --wait --timeout 1m");

        assertThat(ran.exit()).isEqualTo(3);
        assertThat(ran.out()).contains("Reverting", "Reverted: All users are back on");
    }

    /** Other pods, as a new build brings them. */
    private void build(String version, String build) {
        cluster.client()
                .apps()
                .deployments()
                .inNamespace("default")
                .withName("myapp-" + version)
                .edit(found -> found.edit()
                        .editSpec()
                        .editTemplate()
                        .editMetadata()
                        .addToAnnotations("build", build)
                        .endMetadata()
                        .endTemplate()
                        .endSpec()
                        .build());
    }

    private String serving() {
        return rollouts.all().stream()
                .filter(one -> one.status()
                        .map(status -> "Promoted".equals(status.state()))
                        .orElse(false))
                .max(StoredRollout.BY_AGE)
                .map(one -> one.spec().green().subset())
                .orElse("v1");
    }

    private String newest() {
        return rollouts.all().stream()
                .max(StoredRollout.BY_AGE)
                .flatMap(StoredRollout::status)
                .map(status -> String.valueOf(status.state()))
                .orElse("");
    }

    private Ran run(String command) {
        return Ran.at(cluster.apiServer(), Clock.systemUTC(), Ansi.OFF, command.split(" ", -1));
    }
}
