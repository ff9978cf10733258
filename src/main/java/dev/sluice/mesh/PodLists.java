package dev.sluice.mesh;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.ListOptions;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodList;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The pods that have a Gateway's labels. Anybody may make hundreds of them, each of a megabyte, so they are read in pages and in full only
 * where gateways may be; of all others only some are asked for, and of these the metadata alone.
 */
record PodLists(KubernetesClient client) {
    /** For all namespaces. */
    static final String EVERY = "*";

    /** Of pods in one answer. */
    static final long PAGE = 20;
    /** Of pods that are read of one list. */
    static final int MOST = 1_000;
    /** Of pods whose labels are asked for. */
    static final int LABELLED = 500;

    /** Of pods that are named and do not count. */
    static final int STRANGERS = 20;
    /** Of bytes that are read to name them. */
    static final int BYTES = 8 << 20;

    private static final String METADATA = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1";
    private static final Set<String> ANNOTATIONS = Set.of("prometheus.io/port", "prometheus.io/path");
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Those in some namespaces, each as this makes of it; no more than {@link #MOST} of each. */
    <T> List<T> in(Collection<String> namespaces, Map<String, String> labels, Function<Pod, T> read) {
        List<T> pods = new ArrayList<>();
        for (String namespace : namespaces.contains(EVERY) ? List.of(EVERY) : namespaces) {
            int before = pods.size();
            String next = "";
            do {
                PodList page = page(namespace, labels, next);
                page.getItems().stream().map(read).forEach(pods::add);
                next = page.getMetadata() == null || page.getMetadata().getContinue() == null
                        ? ""
                        : page.getMetadata().getContinue();
            } while (!next.isEmpty() && pods.size() - before < MOST);
        }
        return pods;
    }

    private PodList page(String namespace, Map<String, String> labels, String next) {
        ListOptions options = new ListOptionsBuilder()
                .withLimit(PAGE)
                .withContinue(next.isEmpty() ? null : next)
                .build();
        return namespace.equals(EVERY)
                ? client.pods().inAnyNamespace().withLabels(labels).list(options)
                : client.pods().inNamespace(namespace).withLabels(labels).list(options);
    }

    /** A pod without what nobody here asks for. */
    static Pod slim(Pod pod) {
        Map<String, String> annotations = pod.getMetadata().getAnnotations() == null
                ? Map.of()
                : pod.getMetadata().getAnnotations().entrySet().stream()
                        .filter(one -> ANNOTATIONS.contains(one.getKey()))
                        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        List<Container> containers = pod.getSpec().getContainers().stream()
                .map(one -> new ContainerBuilder()
                        .withName(one.getName())
                        .withPorts(one.getPorts())
                        .build())
                .toList();
        return new PodBuilder()
                .withNewMetadata()
                .withNamespace(pod.getMetadata().getNamespace())
                .withName(pod.getMetadata().getName())
                .withLabels(pod.getMetadata().getLabels())
                .withAnnotations(annotations)
                .withDeletionTimestamp(pod.getMetadata().getDeletionTimestamp())
                .endMetadata()
                .withNewSpec()
                .withContainers(containers)
                .withHostNetwork(pod.getSpec().getHostNetwork())
                .endSpec()
                .withStatus(pod.getStatus())
                .build();
    }

    /**
     * Some of those in other namespaces, to be named; none where their metadata is too much to be read.
     *
     * @throws KubernetesClientException when the API server does not tell
     */
    List<GatewayPod> strangers(Collection<String> namespaces, Map<String, String> labels) {
        if (namespaces.contains(EVERY)) {
            return List.of();
        }
        String query = "limit=" + STRANGERS + "&labelSelector="
                + joined(labels.entrySet().stream()
                        .map(label -> label.getKey() + "=" + label.getValue())
                        .toList())
                + "&fieldSelector="
                + joined(namespaces.stream()
                        .map(one -> "metadata.namespace!=" + one)
                        .toList());
        byte[] answer = metadata("api/v1/pods", query);
        try {
            List<GatewayPod> pods = new ArrayList<>();
            for (JsonNode item : JSON.readTree(answer).path("items")) {
                String namespace = item.at("/metadata/namespace").asText();
                if (!namespaces.contains(namespace)) {
                    pods.add(new GatewayPod(namespace, item.at("/metadata/name").asText(), false));
                }
            }
            return pods;
        } catch (IOException e) {
            throw new KubernetesClientException("the API server's list of pods is no JSON", e);
        }
    }

    /**
     * The labels of each of an app's pods, as far as one answer tells.
     *
     * @throws KubernetesClientException when the API server does not tell
     */
    List<Map<String, String>> labels(String namespace, Map<String, String> selector) {
        byte[] answer = metadata(
                "api/v1/namespaces/" + namespace + "/pods",
                "limit=" + LABELLED + "&labelSelector="
                        + joined(selector.entrySet().stream()
                                .map(label -> label.getKey() + "=" + label.getValue())
                                .toList()));
        try {
            List<Map<String, String>> labels = new ArrayList<>();
            for (JsonNode item : JSON.readTree(answer).path("items")) {
                labels.add(Subsets.map(item.at("/metadata/labels")));
            }
            return labels;
        } catch (IOException e) {
            throw new KubernetesClientException("the API server's list of pods is no JSON", e);
        }
    }

    private static String joined(Collection<String> terms) {
        return URLEncoder.encode(String.join(",", terms), StandardCharsets.UTF_8);
    }

    private byte[] metadata(String path, String query) {
        // An API server may stand behind a path.
        String base = client.getConfiguration().getMasterUrl();
        HttpClient http = client.getHttpClient();
        HttpRequest request = http.newHttpRequestBuilder()
                .uri(URI.create(base.endsWith("/") ? base : base + "/").resolve(path + "?" + query))
                .setHeader("Accept", METADATA)
                .build();
        Bytes bytes = new Bytes();
        int patience = client.getConfiguration().getRequestTimeout();
        try {
            HttpResponse<AsyncBody> response = http.consumeBytes(request, bytes).get(patience, TimeUnit.MILLISECONDS);
            if (!response.isSuccessful()) {
                response.body().cancel();
                throw new KubernetesClientException(
                        "the API server answers " + response.code() + " to a list of pods", response.code(), null);
            }
            response.body().consume();
            CompletableFuture.anyOf(response.body().done(), bytes.tooMany).get(patience, TimeUnit.MILLISECONDS);
            return bytes.tooMany.isDone() ? "{}".getBytes(StandardCharsets.UTF_8) : bytes.read.toByteArray();
        } catch (ExecutionException | TimeoutException e) {
            throw new KubernetesClientException("a list of pods was not answered", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KubernetesClientException("a list of pods was interrupted", e);
        }
    }

    /** As much of an answer as is read. */
    private static final class Bytes implements AsyncBody.Consumer<List<ByteBuffer>> {
        private final ByteArrayOutputStream read = new ByteArrayOutputStream();
        private final CompletableFuture<Void> tooMany = new CompletableFuture<>();

        @Override
        public void consume(List<ByteBuffer> buffers, AsyncBody body) {
            for (ByteBuffer buffer : buffers) {
                byte[] some = new byte[buffer.remaining()];
                buffer.get(some);
                read.writeBytes(some);
            }
            if (read.size() > BYTES) {
                tooMany.complete(null);
                body.cancel();
            } else {
                body.consume();
            }
        }
    }
}
