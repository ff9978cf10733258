package dev.sluice.truth;

import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Scheduler and kubelet in one: every Pod becomes a process on an address of its own. */
final class Kubelet implements AutoCloseable, ResourceEventHandler<Pod> {
    private final KubernetesClient client;
    private final Network network;
    private final Images images;
    private final Map<String, RunningPod> pods = new ConcurrentHashMap<>();
    private final SharedIndexInformer<Pod> informer;

    Kubelet(KubernetesClient client, Network network, Images images) {
        this.client = client;
        this.network = network;
        this.images = images;
        client.nodes()
                .resource(new NodeBuilder()
                        .withNewMetadata()
                        .withName(RunningPod.NODE)
                        .endMetadata()
                        .build())
                .create();
        this.informer = client.pods().inAnyNamespace().inform(this);
    }

    /** The pods of a namespace that carry these labels and are not on their way out. */
    List<RunningPod> pods(String namespace, Map<String, String> labels) {
        return pods.values().stream()
                .filter(pod -> pod.is(namespace, labels) && !pod.leaving())
                .toList();
    }

    @Override
    public void onAdd(Pod pod) {
        pods.computeIfAbsent(pod.getMetadata().getUid(), uid -> {
                    RunningPod running = new RunningPod(pod, client, network, images);
                    Thread.ofVirtual().name(pod.getMetadata().getName()).start(running);
                    return running;
                })
                .heard(pod);
    }

    @Override
    public void onUpdate(Pod before, Pod pod) {
        onAdd(pod);
    }

    @Override
    public void onDelete(Pod pod, boolean unknown) {
        RunningPod running = pods.remove(pod.getMetadata().getUid());
        if (running != null) {
            running.vanished();
        }
    }

    @Override
    public void close() {
        informer.close();
        pods.values().forEach(RunningPod::vanished);
    }
}
