package dev.sluice.bench.start;

import dev.sluice.demo.LocalCluster;
import dev.sluice.demo.LocalKubeconfig;
import dev.sluice.demo.LocalOptions;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The cluster of the demo with many apps, {@code app-1} and on, each of which can be released once. */
final class StartCluster implements AutoCloseable {
    private static final String NAMESPACE = "default";
    private static final String LEASE = "sluice-controller";

    private final LocalCluster cluster;
    private final Path kubeconfig;
    private int released;

    private StartCluster(LocalCluster cluster) {
        this.cluster = cluster;
        this.kubeconfig = LocalKubeconfig.write(cluster.apiServer());
    }

    static StartCluster of(int apps) {
        String gateway = text("kubernetes/sample/mesh.yaml").split("---", 2)[0];
        String one = text("kubernetes/sample/app.yaml") + "\n---\n"
                + text("kubernetes/sample/mesh.yaml").split("---", 2)[1];
        return new StartCluster(LocalCluster.start(new LocalOptions(
                0,
                0,
                gateway + "\n---\n"
                        + each(apps, app -> one.replace("myapp", app).replace("[\"*\"]", "[\"" + app + ".example\"]")),
                each(apps, app -> text("policies/myapp.yaml").replace("myapp", app)),
                Duration.ofMillis(100),
                1)));
    }

    Path kubeconfig() {
        return kubeconfig;
    }

    /** As if nobody had ever led. */
    void forgetLeader() {
        var _ = cluster.client().leases().inNamespace(NAMESPACE).withName(LEASE).delete();
    }

    boolean isLed() {
        return Optional.ofNullable(cluster.client()
                        .leases()
                        .inNamespace(NAMESPACE)
                        .withName(LEASE)
                        .get())
                .map(Lease::getSpec)
                .map(spec -> spec.getHolderIdentity())
                .filter(holder -> !holder.isEmpty())
                .isPresent();
    }

    /** Releases apps until so many have been. */
    void release(int upTo) {
        while (released < upTo) {
            released++;
            String app = "app-" + released;
            var _ = cluster.client()
                    .apps()
                    .deployments()
                    .inNamespace(NAMESPACE)
                    .withName(app + "-v2")
                    .edit(found -> {
                        found.getMetadata().setAnnotations(Map.of("sluice.dev/rollout", app));
                        return found;
                    });
        }
    }

    @Override
    public void close() {
        cluster.close();
    }

    private static String each(int apps, Function<String, String> made) {
        return IntStream.rangeClosed(1, apps)
                .mapToObj(number -> made.apply("app-" + number))
                .collect(Collectors.joining("\n---\n"));
    }

    private static String text(String file) {
        try {
            return Files.readString(Path.of(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
