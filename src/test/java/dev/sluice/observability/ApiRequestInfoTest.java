package dev.sluice.observability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.observability.ApiMetrics.ApiRequestInfo;
import java.net.URI;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A request is told by what it asks for, and never by the name of an object. */
class ApiRequestInfoTest {
    @ParameterizedTest
    @CsvSource(textBlock = """
            GET,    /apis/sluice.dev/v1alpha1/rollouts,                                      list,             rollouts
            GET,    /apis/sluice.dev/v1alpha1/rollouts?watch=true&resourceVersion=1,         watch,            rollouts
            GET,    /apis/sluice.dev/v1alpha1/namespaces/shop/rollouts,                      list,             rollouts
            GET,    /apis/sluice.dev/v1alpha1/namespaces/shop/rollouts/web-1,                get,              rollouts
            PUT,    /apis/sluice.dev/v1alpha1/namespaces/shop/rollouts/web-1/status,         update,           rollouts/status
            PATCH,  /apis/networking.istio.io/v1/namespaces/shop/virtualservices/web,        patch,            virtualservices
            POST,   /api/v1/namespaces/shop/events,                                          create,           events
            GET,    /api/v1/namespaces/shop,                                                 get,              namespaces
            DELETE, /api/v1/namespaces/shop/pods,                                            deletecollection, pods
            GET,    /prefix/of/a/proxy/api/v1/namespaces/shop/services/web,                  get,              services
            GET,    /apis/example.com/v1/namespaces/shop/things-named-by-a-user/x,           get,              other
            GET,    /apis/apps/v1/namespaces/shop/deployments/web/what-a-user-named,         get,              deployments/other
            GET,    /version,                                                                get,              other
            FROB,   /api/v1/pods,                                                            other,            pods
            """)
    void isToldByVerbAndResource(String method, URI uri, String verb, String resource) {
        assertThat(ApiRequestInfo.of(method, uri)).isEqualTo(new ApiRequestInfo(verb, resource));
    }
}
