package dev.sluice.truth;

import io.fabric8.kubernetes.api.model.Binding;
import io.fabric8.kubernetes.api.model.BindingBuilder;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The life of one Pod: bound, started, probed, started again when it ends, and drained when it is deleted. */
final class RunningPod implements Runnable {
    static final String NODE = "node1";

    /** A tenth of the kubelet's, so that a crash loop shows within a test's time. */
    private static final Duration FIRST_BACKOFF = Duration.ofSeconds(1);

    private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(30);

    private final KubernetesClient client;
    private final Network network;
    private final Images images;
    private final PodStatus status;
    private final CountDownLatch leaving = new CountDownLatch(1);
    private final CountDownLatch vanished = new CountDownLatch(1);
    private final Pod pod;
    private volatile String address = "";
    private volatile boolean ready;
    private volatile @Nullable Daemon process;

    RunningPod(Pod pod, KubernetesClient client, Network network, Images images) {
        this.pod = pod;
        this.client = client;
        this.network = network;
        this.images = images;
        this.status = new PodStatus(client, pod);
    }

    boolean is(String namespace, Map<String, String> labels) {
        return pod.getMetadata().getNamespace().equals(namespace)
                && pod.getMetadata().getLabels().entrySet().containsAll(labels.entrySet());
    }

    String name() {
        return pod.getMetadata().getName();
    }

    String address() {
        return address;
    }

    boolean ready() {
        return ready && !leaving();
    }

    boolean leaving() {
        return leaving.getCount() == 0;
    }

    /** The process of its container as it runs now. */
    Daemon process() {
        return Objects.requireNonNull(process, () -> name() + " does not run");
    }

    void heard(Pod now) {
        if (now.getMetadata().getDeletionTimestamp() != null) {
            leaving.countDown();
        }
    }

    void vanished() {
        vanished.countDown();
        leaving.countDown();
    }

    @Override
    public void run() {
        Network.Place place = network.join();
        address = place.address();
        try {
            bind();
            live(place);
            if (vanished.getCount() > 0) {
                delete();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            network.leave(place);
        }
    }

    private void live(Network.Place place) throws InterruptedException {
        for (int restarts = 0; !leaving(); restarts++) {
            Optional<Daemon> started = images.start(pod, place);
            if (started.isEmpty()) {
                status.write(address, false, "ImagePullBackOff");
                leaving.await();
                return;
            }
            try (Daemon daemon = started.get()) {
                process = daemon;
                watch(daemon);
                if (leaving()) {
                    drain(daemon);
                    return;
                }
            }
            ready = false;
            status.restarted();
            backOff(restarts);
        }
    }

    /** The first restart is at once; from then on it takes longer and longer. */
    private void backOff(int restarts) throws InterruptedException {
        if (restarts > 0) {
            status.write(address, false, "CrashLoopBackOff");
            long millis = FIRST_BACKOFF.toMillis() << Math.min(restarts - 1, 10);
            // Woken early when the pod is to go, which the caller asks for next.
            var _ = leaving.await(Math.min(millis, LONGEST_BACKOFF.toMillis()), TimeUnit.MILLISECONDS);
        }
    }

    /** Until the process ends or the pod is to go. */
    private void watch(Daemon daemon) throws InterruptedException {
        Readiness readiness = new Readiness(container(), address);
        status.write(address, false, "");
        boolean told = false;
        while (!leaving() && daemon.alive()) {
            boolean now = readiness.ask();
            if (now != told) {
                ready = now;
                status.write(address, now, "");
                told = now;
            }
            restUntil(daemon, System.nanoTime() + readiness.period().toNanos());
        }
    }

    private void restUntil(Daemon daemon, long nanos) throws InterruptedException {
        while (System.nanoTime() < nanos && !leaving() && !daemon.ended(50)) {
            // A process that ends and a pod that is deleted are seen at once.
        }
    }

    /** As the kubelet does it: the preStop hook's sleep, SIGTERM, the grace period, SIGKILL. */
    private void drain(Daemon daemon) throws InterruptedException {
        long grace = TimeUnit.SECONDS.toMillis(Optional.ofNullable(pod.getSpec().getTerminationGracePeriodSeconds())
                .orElse(30L));
        long sleep = Optional.ofNullable(container().getLifecycle())
                .map(lifecycle -> TimeUnit.SECONDS.toMillis(
                        lifecycle.getPreStop().getSleep().getSeconds()))
                .orElse(0L);
        if (vanished.await(sleep, TimeUnit.MILLISECONDS)) {
            return;
        }
        daemon.terminate();
        daemon.ended(grace - sleep);
    }

    private Container container() {
        return pod.getSpec().getContainers().getFirst();
    }

    private void bind() {
        Binding binding = new BindingBuilder()
                .withNewMetadata()
                .withName(name())
                .endMetadata()
                .withNewTarget()
                .withApiVersion("v1")
                .withKind("Node")
                .withName(NODE)
                .endTarget()
                .build();
        try {
            client.bindings()
                    .inNamespace(pod.getMetadata().getNamespace())
                    .resource(binding)
                    .create();
        } catch (KubernetesClientException e) {
            // It went before it was bound.
        }
    }

    private void delete() {
        try {
            client.pods()
                    .inNamespace(pod.getMetadata().getNamespace())
                    .withName(name())
                    .withGracePeriod(0)
                    .delete();
        } catch (KubernetesClientException e) {
            // Gone already.
        }
    }
}
