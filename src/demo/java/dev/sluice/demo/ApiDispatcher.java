package dev.sluice.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.dsl.base.CustomResourceDefinitionContext;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.server.mock.crud.KubernetesCrudDispatcherException;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fabric8.mockwebserver.crud.AttributeSet;
import io.fabric8.mockwebserver.dsl.HttpMethod;
import io.fabric8.mockwebserver.http.Buffer;
import io.fabric8.mockwebserver.http.Headers;
import io.fabric8.mockwebserver.http.MockResponse;
import io.fabric8.mockwebserver.http.RecordedRequest;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The CRUD dispatcher with the answers of a real API server where the mock differs: patches are exact, a status update
 * under a stale resourceVersion is a conflict, and nothing that goes wrong leaves a client without an answer.
 */
final class ApiDispatcher extends KubernetesCrudDispatcher {
    private static final String STATUS = "/status";
    private static final String CREATED = "creationTimestamp";
    private final Runnable forget;

    /**
     * Makes the dispatcher.
     *
     * @param kinds what is served beyond the built-in kinds
     * @param forget called for every request; the web server keeps all of them for assertions and would grow for ever
     */
    ApiDispatcher(List<CustomResourceDefinitionContext> kinds, Runnable forget) {
        super(kinds);
        this.forget = forget;
    }

    @Override
    public MockResponse dispatch(RecordedRequest request) {
        forget.run();
        if (request.getPath().equals("/version")) {
            return new MockResponse().setResponseCode(200).setBody("{\"major\":\"1\",\"minor\":\"34\"}");
        }
        try {
            return request.method() == HttpMethod.DELETE ? delete(request) : super.dispatch(request);
        } catch (RuntimeException e) {
            return ApiFailure.of(500, "InternalError", String.valueOf(e.getMessage()))
                    .response();
        }
    }

    private synchronized MockResponse delete(RecordedRequest request) {
        try {
            JsonNode stored = stored(request.getPath());
            JsonNode expected = asNode(request.getUtf8Body()).at("/preconditions/resourceVersion");
            if (stored != null && expected.isTextual() && !expected.equals(stored.at("/metadata/resourceVersion"))) {
                return ApiFailure.of(409, "Conflict", "the object has been modified")
                        .response();
            }
        } catch (KubernetesCrudDispatcherException e) {
            // Whoever sends no options asks for nothing in particular.
        }
        return super.dispatch(request);
    }

    /** Writes are serialised: look at the stored object, then write, as one. */
    @Override
    public synchronized MockResponse handleCreate(RecordedRequest request) {
        return super.handleCreate(request);
    }

    @Override
    public synchronized MockResponse handleUpdate(RecordedRequest request) {
        String body = request.getUtf8Body();
        try {
            JsonNode sent = asNode(body);
            JsonNode stored = stored(request.getPath());
            if (stored != null && request.getPath().endsWith(STATUS)) {
                JsonPatches.refuseStale(stored, sent);
            }
            MockResponse response = super.handleUpdate(with(request, HttpMethod.PUT, body));
            // The last finalizer's removal deletes the object; the mock then answers nothing, an API server the object.
            return response.code() == 200 && response.getBody() == null ? response.setBody(body) : response;
        } catch (ApiFailure e) {
            return e.response();
        } catch (KubernetesCrudDispatcherException e) {
            return ApiFailure.of(400, "BadRequest", String.valueOf(e.getMessage()))
                    .response();
        }
    }

    /** A patch is applied to the stored object here, and the result goes the way of an update. */
    @Override
    public synchronized MockResponse handlePatch(RecordedRequest request) {
        try {
            JsonNode stored = stored(request.getPath());
            if (stored == null) {
                return new MockResponse().setResponseCode(404);
            }
            JsonNode patched =
                    JsonPatches.apply(request.getHeader("Content-Type"), stored, asNode(request.getUtf8Body()));
            return handleUpdate(with(request, HttpMethod.PUT, patched.toString()));
        } catch (ApiFailure e) {
            return e.response();
        } catch (KubernetesCrudDispatcherException e) {
            return ApiFailure.of(400, "BadRequest", String.valueOf(e.getMessage()))
                    .response();
        }
    }

    @Override
    public synchronized MockResponse handleDelete(String path) {
        return super.handleDelete(path);
    }

    /**
     * Gives an object the status and the time of its creation that another cluster knew it by; who creates an object can set neither.
     *
     * @param path its path
     */
    synchronized void restore(String path, JsonNode object) {
        Map.Entry<AttributeSet, String> found = Objects.requireNonNull(findResource(getKey(path)), path);
        try {
            ObjectNode stored = (ObjectNode) asNode(found);
            stored.set("status", object.path("status"));
            ((ObjectNode) stored.path("metadata")).set(CREATED, object.at("/metadata/" + CREATED));
            String text = stored.toString();
            processEvent(
                    path,
                    getKey(path),
                    found.getKey(),
                    Serialization.unmarshal(text, GenericKubernetesResource.class),
                    text);
        } catch (KubernetesCrudDispatcherException e) {
            throw new IllegalArgumentException(path, e);
        }
    }

    private @Nullable JsonNode stored(String path) throws KubernetesCrudDispatcherException {
        Map.Entry<AttributeSet, String> found = findResource(getKey(path));
        return found == null ? null : asNode(found);
    }

    private static RecordedRequest with(RecordedRequest request, HttpMethod method, String body) {
        Headers headers = request.getHeaders();
        byte[] bytes = body.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        return new RecordedRequest(request.getHttpVersion(), method, request.getPath(), headers, new Buffer(bytes));
    }
}
