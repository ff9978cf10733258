package dev.sluice.local;

import dev.sluice.kubernetes.ObjectHandler;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jboss.logging.Logger;

/** Keeps the pods and the status of every Deployment: the Deployment controller and the kubelet in one. */
final class LocalKubelet implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(LocalKubelet.class);
    private static final int RESTART_MILLIS = 1500;
    private static final int RETRY_MILLIS = 50;
    private final ScheduledExecutorService worker = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("kubelet").factory());
    private final Map<String, Integer> restarts = new ConcurrentHashMap<>();
    private final KubernetesClient client;
    private final Predicate<Map<String, String>> crashing;
    private final SharedIndexInformer<Deployment> deployments;

    /**
     * Begins to watch.
     *
     * @param crashing whether pods with these labels crash
     */
    LocalKubelet(KubernetesClient client, Predicate<Map<String, String>> crashing) {
        this.client = client;
        this.crashing = crashing;
        this.deployments = client.apps()
                .deployments()
                .inAnyNamespace()
                .inform(new ObjectHandler<Deployment>(
                        there -> soon(() -> sync(there)), gone -> soon(() -> removeOthers(gone, List.of()))));
        var _ = worker.scheduleWithFixedDelay(this::restart, RESTART_MILLIS, RESTART_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Looks at every Deployment again. */
    void sync() {
        soon(() -> deployments.getIndexer().list().forEach(this::sync));
    }

    @Override
    public void close() {
        worker.shutdownNow();
        deployments.close();
    }

    private void restart() {
        for (Deployment deployment : deployments.getIndexer().list()) {
            if (crashes(deployment)) {
                restarts.merge(PodMaker.replicaSet(deployment), 1, Integer::sum);
                sync(deployment);
            }
        }
    }

    private void sync(Deployment deployment) {
        try {
            List<Pod> wanted = PodMaker.pods(deployment);
            boolean ready = !crashes(deployment);
            int count = restarts.getOrDefault(PodMaker.replicaSet(deployment), 0);
            var status = PodMaker.status(ready, count, PodMaker.containerName(deployment));
            removeOthers(deployment, wanted);
            wanted.forEach(pod -> ensure(new PodBuilder(pod).withStatus(status).build()));
            saveStatus(deployment, DeploymentStatuses.of(deployment, wanted.size(), ready ? wanted.size() : 0));
        } catch (KubernetesClientException e) {
            // A write came between or a connection broke: no event may follow, so it comes back by itself.
            LOG.debugf(e, "cannot sync %s yet", deployment.getMetadata().getName());
            later(() -> resync(deployment), RETRY_MILLIS);
        }
    }

    private boolean crashes(Deployment deployment) {
        return crashing.test(deployment.getSpec().getTemplate().getMetadata().getLabels());
    }

    private void removeOthers(Deployment deployment, List<Pod> wanted) {
        var names = wanted.stream().map(pod -> pod.getMetadata().getName()).toList();
        client
                .pods()
                .inNamespace(deployment.getMetadata().getNamespace())
                .withLabels(deployment.getSpec().getSelector().getMatchLabels())
                .list()
                .getItems()
                .stream()
                .filter(pod -> !names.contains(pod.getMetadata().getName()))
                .forEach(pod -> client.resource(pod).delete());
    }

    private void ensure(Pod wanted) {
        Pod stored = client.resource(wanted).get();
        if (stored == null) {
            client.resource(wanted).create();
        } else if (!stored.getStatus().equals(wanted.getStatus())) {
            stored.setStatus(wanted.getStatus());
            client.resource(stored).update();
        }
    }

    private void saveStatus(Deployment deployment, DeploymentStatus status) {
        Deployment fresh = client.resource(deployment).get();
        if (fresh != null && !status.equals(fresh.getStatus())) {
            fresh.setStatus(status);
            client.resource(fresh).updateStatus();
        }
    }

    private void resync(Deployment known) {
        String key = Cache.namespaceKeyFunc(
                known.getMetadata().getNamespace(), known.getMetadata().getName());
        Deployment now = deployments.getIndexer().getByKey(key);
        if (now != null) {
            sync(now);
        }
    }

    private void soon(Runnable work) {
        later(work, 0);
    }

    private void later(Runnable work, int millis) {
        try {
            worker.schedule(work, millis, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("the kubelet is closed");
        }
    }
}
