package dev.sluice.cli.steer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.cli.cluster.CliException;
import dev.sluice.cli.cluster.Cluster;
import dev.sluice.cli.cluster.Opened;
import dev.sluice.cli.text.CommandOutput;
import dev.sluice.cli.text.TerminalOutput;
import dev.sluice.demo.BareApi;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which of all that is said of a Deployment keeps it from its release. */
final class StartBlockersTest {
    private final BareApi api = new BareApi("""
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: shop-v2, namespace: default}
            spec: {template: {metadata: {labels: {version: v2}}}}
            """);
    private final Cluster cluster = Opened.at(api.uri());
    private final Deployment green = api.client()
            .apps()
            .deployments()
            .inNamespace("default")
            .withName("shop-v2")
            .get();
    private final StringWriter out = new StringWriter();
    private final CommandOutput output =
            new CommandOutput(new PrintWriter(out, true), new PrintWriter(out, true), new TerminalOutput(false, 200));

    @AfterEach
    void close() {
        cluster.close();
        api.close();
    }

    @Test
    void whatKubernetesSaysLaterHidesNoRefusal() {
        StartBlockers hindrance = StartBlockers.asOf(cluster, green, "shop");
        event("ours", "CannotRelease", "01", "has no VirtualService");
        event("theirs", "ScalingReplicaSet", "02", "scaled up");

        assertThatThrownBy(() -> hindrance.tell(green, output))
                .isInstanceOf(CliException.class)
                .hasMessage("it cannot begin: Deployment shop-v2 has no VirtualService");
    }

    @Test
    void whatWasSaidBeforeItWasAskedForEndsNothing() {
        event("ours", "CannotRelease", "01", "has no VirtualService");
        StartBlockers hindrance = StartBlockers.asOf(cluster, green, "shop");

        assertThat(hindrance.tell(green, output)).isZero();
        assertThat(out.toString())
                .startsWith(
                        "It has not begun yet. The last that was said, before you asked: Deployment shop-v2 has no");
    }

    private void event(String name, String reason, String second, String message) {
        api.create("""
                apiVersion: v1
                kind: Event
                metadata: {name: %s, namespace: default}
                involvedObject: {kind: Deployment, name: shop-v2, uid: %s}
                reason: %s
                message: %s
                lastTimestamp: "2026-01-01T00:00:%sZ"
                """.formatted(name, green.getMetadata().getUid(), reason, message, second));
    }
}
