package dev.sluice.observability;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.http.Interceptor;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Counts the requests to the API server, and how long it takes to answer. The client does not tell of a request that fails
 * without an answer; one that has had none for longer than it may take is counted when the next one is sent.
 */
@ApplicationScoped
class ApiMetrics implements Interceptor {
    private static final int PATIENCE = 2;

    private final MeterGroup register;
    private final Cache<HttpRequest, Long> begun;

    @Inject
    ApiMetrics(MeterRegistry registry, Config config) {
        this(registry, Duration.ofMillis(config.getRequestTimeout()).multipliedBy(PATIENCE));
    }

    ApiMetrics(MeterRegistry registry, Duration patience) {
        this.register = new MeterGroup(registry);
        this.begun = Caffeine.newBuilder()
                .expireAfterWrite(patience)
                .executor(Runnable::run)
                .evictionListener(this::unanswered)
                .build();
    }

    /** The last that is heard of a request before it is sent, and the first in its final form. */
    @Override
    public AsyncBody.Consumer<List<ByteBuffer>> consumer(
            AsyncBody.Consumer<List<ByteBuffer>> consumer, HttpRequest request) {
        begun.put(request, System.nanoTime());
        return consumer;
    }

    private void unanswered(@Nullable HttpRequest request, @Nullable Long at, RemovalCause cause) {
        if (request != null) {
            count(request, "error");
        }
    }

    @Override
    public void after(HttpRequest request, HttpResponse<?> response, AsyncBody.Consumer<List<ByteBuffer>> consumer) {
        ApiRequestInfo call = count(request, Integer.toString(response.code()));
        Long from = begun.asMap().remove(request);
        if (from != null && !call.watches()) {
            register.timer(MetricDefinition.API_DURATION, call.verb())
                    .record(Duration.ofNanos(System.nanoTime() - from));
        }
    }

    private ApiRequestInfo count(HttpRequest request, String code) {
        ApiRequestInfo call = ApiRequestInfo.of(request.method(), request.uri());
        register.counter(MetricDefinition.API_REQUESTS, call.verb(), call.resource(), code)
                .increment();
        return call;
    }

    /**
     * What a request asks the API server for. Names of objects and namespaces are left out: there are too many of them.
     *
     * @param verb as RBAC calls it: get, list, watch, create, update, patch, delete or deletecollection
     * @param resource the plural, with its subresource: rollouts/status; "other" for what is no resource
     */
    record ApiRequestInfo(String verb, String resource) {
        /** Whatever else is asked for, by whomever, is one series: names come from URLs, and those from anywhere. */
        private static final String OTHER = "other";

        private static final Set<String> RESOURCES = Set.of(
                "rolloutpolicies",
                "rollouts",
                "deployments",
                "replicasets",
                "pods",
                "services",
                "endpointslices",
                "namespaces",
                "events",
                "leases",
                "secrets",
                "configmaps",
                "customresourcedefinitions",
                "virtualservices",
                "horizontalpodautoscalers",
                "destinationrules",
                "gateways",
                "tokenreviews",
                "subjectaccessreviews",
                "selfsubjectaccessreviews");
        private static final Set<String> SUBRESOURCES = Set.of("status", "scale", "log");

        static ApiRequestInfo of(String method, URI uri) {
            List<String> path = path(uri);
            if (path.isEmpty() || !RESOURCES.contains(path.getFirst())) {
                return new ApiRequestInfo(verb(method, true, false), OTHER);
            }
            boolean named = path.size() > 1;
            boolean watch = uri.getQuery() != null && uri.getQuery().contains("watch=true");
            String resource = path.getFirst();
            if (path.size() > 2) {
                resource += "/" + (SUBRESOURCES.contains(path.get(2)) ? path.get(2) : OTHER);
            }
            return new ApiRequestInfo(verb(method, named, watch), resource);
        }

        boolean watches() {
            return verb.equals("watch");
        }

        /** What follows the group, its version and the namespace. */
        private static List<String> path(URI uri) {
            String raw = uri.getPath() == null ? "" : uri.getPath();
            List<String> parts = new ArrayList<>(List.of(raw.split("/", -1)));
            parts.removeIf(String::isEmpty);
            int group = parts.indexOf("apis");
            int core = parts.indexOf("api");
            int skip = group >= 0 ? group + 3 : core >= 0 ? core + 2 : parts.size();
            List<String> rest = parts.subList(Math.min(skip, parts.size()), parts.size());
            boolean namespaced = rest.size() > 2 && rest.getFirst().equals("namespaces");
            return namespaced ? rest.subList(2, rest.size()) : rest;
        }

        private static String verb(String method, boolean named, boolean watch) {
            return switch (method.toUpperCase(Locale.ROOT)) {
                case "GET" -> watch ? "watch" : named ? "get" : "list";
                case "POST" -> "create";
                case "PUT" -> "update";
                case "PATCH" -> "patch";
                case "DELETE" -> named ? "delete" : "deletecollection";
                default -> OTHER;
            };
        }
    }
}
