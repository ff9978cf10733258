package dev.sluice.truth;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** Starts the test cluster with the tutorial app for people to try things on, and keeps it until it is stopped. */
public final class Playground {
    private Playground() {}

    /** Needs no arguments. */
    public static void main(String[] args) throws InterruptedException {
        Tools.missing().ifPresent(reason -> {
            throw new IllegalStateException(reason);
        });
        Tools tools = Tools.find();
        try (TruthCluster cluster = TruthCluster.start(tools)) {
            cluster.kubectl("apply", "-k", "kubernetes/sample");
            cluster.kubectl("apply", "-f", "policies/myapp.yaml");
            String gateway = cluster.gateways().getFirst().address() + ":8080";
            Texts.write(Path.of(tools.logs().toString(), "gateway"), gateway + "\n");
            new CountDownLatch(1).await();
        }
    }
}
