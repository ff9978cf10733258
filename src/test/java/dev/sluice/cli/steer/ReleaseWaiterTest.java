package dev.sluice.cli.steer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.cli.cluster.Cluster;
import dev.sluice.cli.cluster.Opened;
import dev.sluice.cli.text.CommandOutput;
import dev.sluice.cli.text.TerminalOutput;
import dev.sluice.kubernetes.CrdContexts;
import dev.sluice.kubernetes.PodTemplateHash;
import dev.sluice.local.BareApi;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A release that is waited for. */
final class ReleaseWaiterTest {
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
    private final StringWriter err = new StringWriter();

    @AfterEach
    void close() {
        cluster.close();
        api.close();
    }

    @Test
    void endsWithARolloutThatIsDeleted() {
        create();
        Deleting out = new Deleting();

        assertThat(waited(out)).isEqualTo(3);
        assertThat(err.toString().strip())
                .isEqualTo("Rollout shop-1 was deleted before it was promoted; all users are on v1 again.");
    }

    @Test
    void decisionsHaveTheTimeOfWhoeverWaits() {
        create();
        Deleting out = new Deleting();

        waited(out);

        assertThat(out.toString()).contains("01:00:21  Holding");
    }

    private int waited(StringWriter out) {
        CommandOutput output =
                new CommandOutput(new PrintWriter(out), new PrintWriter(err), new TerminalOutput(false, 100));
        Clock clock = Clock.fixed(Instant.parse("2026-01-01T00:01:00Z"), ZoneId.of("Europe/Berlin"));
        return new ReleaseWaiter(
                        cluster,
                        clock,
                        output,
                        green,
                        "shop",
                        new WaitOptions(),
                        StartBlockers.asOf(cluster, green, "shop"))
                .untilOver(cluster.find().rollouts());
    }

    private void create() {
        api.create("""
                apiVersion: sluice.dev/v1alpha1
                kind: Rollout
                metadata: {name: shop-1, namespace: default, creationTimestamp: "2026-01-01T00:00:00Z"}
                spec:
                  policy: shop
                  plan: {routes: [{virtualService: shop}]}
                  blue: {subset: v1}
                  green: {subset: v2, deployment: shop-v2, uid: %s, templateHash: %s}
                  version: v2
                  first: false
                  routes: [{virtualService: shop, host: shop}]
                  pin: none
                  desired: Run
                status:
                  state: Holding
                  stage: Step 1/3
                  stageIndex: 1
                  entered: "2026-01-01T00:00:20Z"
                  since: "2026-01-01T00:00:21Z"
                  weightAsked: 10
                  journal: [{at: "2026-01-01T00:00:21Z", decision: Holding, why: every gateway serves 10 %%}]
                """.formatted(green.getMetadata().getUid(), PodTemplateHash.hash(green)));
    }

    /** Deletes the Rollout when the first decision is read, so when it is followed already. */
    private final class Deleting extends StringWriter {
        private boolean done;

        @Override
        public void flush() {
            if (!done && toString().contains("Holding")) {
                done = true;
                api.client()
                        .genericKubernetesResources(CrdContexts.ROLLOUT)
                        .inNamespace("default")
                        .withName("shop-1")
                        .delete();
            }
        }
    }
}
