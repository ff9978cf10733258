package dev.sluice.traffic.istio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.api.ManagedNamespaces;
import dev.sluice.api.PolicyReader;
import dev.sluice.api.PolicySpec;
import dev.sluice.traffic.TrafficConfigException;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What is told of an app's objects before any release. */
class ReleaseSetupTest {
    private static final String OBJECTS = """
            kind: Service
            metadata: {name: shop, namespace: ns}
            spec: {selector: {app: shop}}
            ---
            kind: Service
            metadata: {name: gateway, namespace: istio-system}
            spec: {selector: {istio: ingress, app: gateway}, ports: [{port: 80, targetPort: http}]}
            ---
            kind: Gateway
            metadata: {name: gw, namespace: ns}
            spec: {selector: {istio: ingress}, servers: [{port: {number: 80, protocol: HTTP}, hosts: ["ns/shop.example.com"]}]}
            ---
            kind: DestinationRule
            metadata: {name: shop, namespace: ns}
            spec: {host: shop, subsets: [{name: v1, labels: {version: v1}}, {name: v2, labels: {version: v2}}]}
            ---
            kind: VirtualService
            metadata: {name: web, namespace: ns, creationTimestamp: "2026-02-02T00:00:00Z"}
            spec:
              hosts: [shop.example.com]
              gateways: [gw]
              http:
                - name: users
                  route:
                    - {destination: {host: shop, subset: v1}, weight: 100}
            """;

    private static final GatewayTrust TRUST =
            new GatewayTrust(List.of("istio-system", "edge"), List.of(), List.of(), false);

    private static final String OLDER = """
            ---
            kind: VirtualService
            metadata: {name: old, namespace: team, creationTimestamp: "2026-01-01T00:00:00Z"}
            spec:
              hosts: [shop.example.com]
              gateways: [ns/gw]
              http: [{MATCHroute: [{destination: {host: legacy}}]}]
            """;

    /** Redirects alone. */
    private static final String MOVED = OLDER.replace("MATCH", "match: [{uri: {prefix: /moved}}], ")
            .replace("route: [{destination: {host: legacy}}]", "redirect: {uri: /new}");

    /** The Gateway takes the host from every namespace. */
    private static String open(String objects) {
        return objects.replace("ns/shop.example.com", "*/shop.example.com");
    }

    /** The Gateway takes many hosts from every namespace, and the VirtualService these. */
    private static String wide(String objects, String hosts) {
        return objects.replace("ns/shop.example.com", "*/*.example.com")
                .replace("hosts: [shop.example.com]", "hosts: [" + hosts + "]");
    }

    /** Another one, with these hosts. */
    private static String narrower(String hosts) {
        return OLDER.replace("MATCH", "").replace("shop.example.com", hosts);
    }

    private static final String GATEWAY = """
            ---
            kind: Gateway
            metadata: {name: inside, namespace: ns}
            spec: {selector: {istio: ingress}, servers: [{port: {number: 80, protocol: HTTP}, hosts: ["*"]}]}
            """;

    private static final String INNER = """
            ---
            kind: VirtualService
            metadata: {name: inner, namespace: ns}
            spec: {http: [{route: [{destination: {host: cdn}}]}]}
            """;

    private static final String RULE = """
            ---
            kind: DestinationRule
            metadata: {name: second, namespace: NS}
            spec: {host: HOST, SUBSETStrafficPolicy: {tls: {mode: DISABLE}}}
            """;

    static Stream<Arguments> wrong() {
        return Stream.of(
                wrong(
                        "nothing but the mesh",
                        o -> o.replace("gateways: [gw]", "gateways: [mesh]"),
                        "VirtualService web is bound to no gateway; Sluice probes through the ingress: add spec.gateways"),
                wrong(
                        "only strangers",
                        o -> o + pod("evil", "gateway"),
                        "Gateway gw selects only pods that count as no gateways (the operator names no gateways in namespace evil): anybody"
                                + " could give a pod those labels; if it is a gateway, let the operator add its namespace to"
                                + " SLUICE_GATEWAYS_NAMESPACES of the controller, else take the labels off it"),
                wrong(
                        "no pod has the Gateway's labels",
                        o -> o.replace("selector: {istio: ingress}", "selector: {istio: ingressgateway}")
                                + pod("istio-system", "gateway"),
                        "Gateway gw selects pods with {istio=ingressgateway}, and no pod where gateways may be has these labels, so nobody"
                                + " serves it; set its spec.selector to labels that the ingress gateway's pods have, or start the gateway"),
                wrong(
                        "no Service with the Gateway's port",
                        o -> o.replace("port: {number: 80,", "port: {number: 443,") + pod("istio-system", "gateway"),
                        "no Service leads to port 443 of Gateway gw on istio-system/gateway; give it a Service with that port, which selects"
                                + " its pods, in their namespace"),
                wrong(
                        "a Service with the Gateway's port, but not of its pods",
                        o -> o.replace("app: gateway}, ports", "app: other}, ports") + pod("istio-system", "gateway"),
                        "no Service leads to port 80 of Gateway gw on istio-system/gateway"),
                wrong(
                        "no root but strangers'",
                        o -> o.replace("  hosts: [shop.example.com]\n  gateways: [gw]\n", "") + root("team", "a"),
                        "VirtualService web has no hosts, and those that delegate to it are of other namespaces (team/a)"),
                wrong(
                        "two destinations for the version that serves",
                        split("subset: v1, weight: 50; subset: v1, weight: 50"),
                        "http route users of VirtualService web has several destinations for subset v1, and a release moves one weight of a"
                                + " version; make them one destination, or, where that http route is not to be moved, name those that are in"
                                + " spec.routes.httpRoutes of the policy"),
                wrong(
                        "two destinations for the version that serves, one of no weight",
                        split("subset: v1, weight: 100; subset: v1, weight: 0; subset: v2, weight: 0"),
                        "http route users of VirtualService web has several destinations for subset v1,"),
                wrong(
                        "two destinations for the next version",
                        split("subset: v1, weight: 100; subset: v2, weight: 0; subset: v2, weight: 0"),
                        "http route users of VirtualService web has several destinations for subset v2,"),
                wrong(
                        "no gateways",
                        o -> o.replace("gateways: [gw]", "gateways: []"),
                        "VirtualService web is bound to no gateway; Sluice probes"),
                wrong(
                        "tcp",
                        o -> o.replace("http:\n    - name: users", "tcp:\n    - name: users"),
                        "VirtualService web has spec.tcp routes and no spec.http; Sluice moves http routes only"),
                wrong(
                        "tls",
                        o -> o.replace("http:\n    - name: users", "tls:\n    - name: users"),
                        "VirtualService web has spec.tls routes and no spec.http; Sluice moves http routes only"),
                wrong(
                        "two Services",
                        o -> o.replace(
                                "{host: shop, subset: v1}, weight: 100}",
                                "{host: shop-v1}, weight: 100}\n        - {destination: {host: shop-v2}, weight: 0}"),
                        "VirtualService web sends its traffic to the Services shop-v1, shop-v2 and to no subset; Sluice splits one Service"
                                + " between subsets: let one Service select the pods of both, and a DestinationRule tell them apart by label"),
                wrong(
                        "no DestinationRule",
                        o -> o.replace("spec: {host: shop, subsets", "spec: {host: cart, subsets"),
                        "no DestinationRule in namespace ns is for host shop; apply one"),
                wrong(
                        "two DestinationRules",
                        o -> o
                                + RULE.replace("NS", "ns")
                                        .replace("HOST", "shop")
                                        .replace("SUBSETS", "subsets: [{name: v1, labels: {version: v1}}], "),
                        "DestinationRules shop and second are both for host shop and have subsets; Istio takes what the older one says of both:"
                                + " make them one"),
                wrong(
                        "DestinationRule in the gateway's namespace",
                        o -> o.replace("istio-system", "edge")
                                + RULE.replace("SUBSETS", "")
                                        .replace("NS", "edge")
                                        .replace("HOST", "\"*.svc.cluster.local\""),
                        "DestinationRule second of namespace edge is for host shop too, and the gateway's pods there take it before"),
                wrong(
                        "DestinationRule not exported",
                        o -> o.replace("spec: {host: shop, subsets", "spec: {exportTo: [.], host: shop, subsets"),
                        "DestinationRule shop is not exported to the gateway's namespace istio-system (spec.exportTo is [.]), so the gateway does"
                                + " not know it; add istio-system to spec.exportTo, or take spec.exportTo out"),
                wrong(
                        "VirtualService not exported",
                        o -> o.replace("gateways: [gw]", "gateways: [gw]\n  exportTo: [team]"),
                        "VirtualService web is not exported to the gateway's namespace istio-system (spec.exportTo is [team])"),
                wrong(
                        "older VirtualService takes all",
                        o -> open(o) + OLDER.replace("MATCH", ""),
                        "VirtualService team/old is older than web, for the same host shop.example.com on the same gateway, and takes all of"
                                + " its requests, so that no user comes to web; take the host or the http route out of one of them"),
                wrong(
                        "older VirtualService redirects all",
                        o -> open(o) + MOVED.replace("prefix: /moved", "prefix: /"),
                        "VirtualService team/old is older than web, for the same host shop.example.com on the same gateway, and takes all of"),
                wrong(
                        "redirects alone beside the one that is released",
                        o -> o.replace("name: web,", "name: users,")
                                + MOVED.replace("name: old, namespace: team", "name: web, namespace: ns"),
                        "VirtualService web sends no request to a Service, since its http routes only redirect"),
                wrong(
                        "older VirtualService takes the path",
                        o -> open(o).replace("- name: users", "- name: users\n      match: [{uri: {prefix: /v1/foo}}]")
                                + OLDER.replace("MATCH", "match: [{uri: {prefix: /v1}}], "),
                        "VirtualService team/old is older than web"),
                wrong(
                        "older VirtualService takes what comes by the gateway and host",
                        o -> open(o).replace("- name: users", "- name: users\n      match: [{uri: {prefix: /v1}}]")
                                + OLDER.replace(
                                        "MATCH",
                                        "match: [{gateways: [ns/gw], port: 80, authority: {exact: shop.example.com}}], "),
                        "VirtualService team/old is older than web"),
                wrong(
                        "a route before takes all of the gateway",
                        first("match: [{gateways: [ns/gw]}], "),
                        "http route first of VirtualService web stands before the managed http routes and takes all of their requests on port"
                                + " 80 of Gateway gw for host shop.example.com, by which probes come; put it behind them"),
                wrong(
                        "a route before takes all of the host",
                        first("match: [{authority: {exact: shop.example.com}}], "),
                        "http route first of VirtualService web stands before"),
                wrong(
                        "a route before takes all of the port",
                        first("match: [{port: 80}], "),
                        "http route first of VirtualService web stands before"),
                wrong(
                        "a route before takes all of the scheme",
                        first("match: [{scheme: {exact: http}}], "),
                        "http route first of VirtualService web stands before"),
                wrong(
                        "a route before takes every path",
                        first("match: [{uri: {regex: '/.*'}}], "),
                        "http route first of VirtualService web stands before"),
                wrong(
                        "a route before delegates all",
                        o -> o.replace("- name: users", "- {name: first, delegate: {name: inner}}\n    - name: users")
                                + INNER,
                        "http route first of VirtualService web stands before"),
                wrong(
                        "a route before delegates to one that takes the path",
                        o -> o.replace(
                                        "- name: users",
                                        "- {name: first, delegate: {name: inner}}\n    - name: users\n      match: [{uri: {prefix: /v1/a}}]")
                                + INNER.replace("[{", "[{name: inner, match: [{uri: {prefix: /v1}}], "),
                        "http route inner of VirtualService web stands before"),
                wrong(
                        "users of the mesh alone",
                        users("gateways: [mesh]"),
                        "the managed http routes of VirtualService web take only requests by the gateways [mesh], and probes come by port 80 of"
                                + " Gateway gw for host shop.example.com, so none would reach the app; mend their match, or name other routes in"
                                + " spec.routes.httpRoutes of the policy"),
                wrong(
                        "users of the second host",
                        o -> users("authority: {exact: api.example.com}")
                                .apply(o)
                                .replace("hosts: [shop.example.com]", "hosts: [shop.example.com, api.example.com]"),
                        "the managed http routes of VirtualService web take only requests for another host than shop.example.com, and probes"
                                + " come by port 80 of Gateway gw for host shop.example.com, so none would reach the app; set"
                                + " spec.health.probe.host of the policy to a host that they take"),
                wrong(
                        "a wildcard of hosts of which another VirtualService names the only one",
                        o -> open(o).replace("hosts: [shop.example.com]", "hosts: ['*.example.com']")
                                + OLDER.replace("MATCH", ""),
                        "probes would ask for host shop.example.com, which VirtualService team/old takes on the same gateway, since it names"
                                + " it, before web; set spec.health.probe.host of the policy to a host that comes to web"),
                wrong(
                        "a wildcard of hosts of which another VirtualService has those that probes ask for",
                        o -> wide(o, "'*'") + narrower("'*.example.com'"),
                        "probes would ask for host sluice.example.com, which VirtualService team/old takes on the same gateway, since it names"
                                + " *.example.com, before web; set spec.health.probe.host of the policy to a host that comes to web"),
                wrong(
                        "two gateways and users of neither",
                        o -> users("gateways: [mesh]")
                                        .apply(o)
                                        .replace("gateways: [gw]", "gateways: [gw, inside, mesh]")
                                + GATEWAY,
                        "the managed http routes of VirtualService web take only requests by the gateways [mesh], and probes come by port 80 of"
                                + " Gateway gw"),
                wrong(
                        "a route of the host without a subset beside one with",
                        o -> o.replace(
                                "- name: users",
                                "- {name: health, match: [{uri: {exact: /ping}}], route: [{destination: {host: shop}}]}\n    - name: users"),
                        "VirtualService web sends traffic to shop without a subset in http route health; if that is not to be moved, name the"
                                + " http routes that are in spec.routes.httpRoutes of the policy, else give that destination the subset"),
                wrong(
                        "a header that every route asks for",
                        users("headers: {x-tenant: {exact: a}}"),
                        "VirtualService web takes to the managed http routes only requests with the header x-tenant, which probes do not have; set"
                                + " spec.health.probe.headers of the policy so that they do"),
                wrong(
                        "users of a port that no server has",
                        users("port: 8443"),
                        "the managed http routes of VirtualService web take only requests on port 8443, and probes come by port 80"),
                wrong(
                        "users of two ports by two paths",
                        users("port: 8443, uri: {prefix: /a}}, {port: 80, uri: {prefix: /b}"),
                        "VirtualService web takes to the managed http routes /b, but not /a, of what comes by port 80 of Gateway gw for host"
                                + " shop.example.com, by which probes come; set spec.routes.probe.path of the policy to /b"),
                wrong(
                        "users of another scheme",
                        users("scheme: {exact: https}"),
                        "the managed http routes of VirtualService web take only requests of another scheme than http, and probes come by port"
                                + " 80"),
                wrong(
                        "a root that takes the users of the mesh alone",
                        o -> o.replace("  hosts: [shop.example.com]\n  gateways: [gw]\n", "")
                                + root("ns", "a").replace("[{", "[{match: [{gateways: [mesh]}], "),
                        "the managed http routes of VirtualService a take only requests by the gateways [mesh]"),
                wrong(
                        "testers by path",
                        o -> o.replace(
                                "- name: users",
                                "- {name: beta, match: [{uri: {prefix: /beta}}], route: [{destination: {host: shop, subset: v2}}]}\n    - name: users"),
                        "VirtualService web splits its traffic {v1=100, v2=100}; a release begins when one version carries all of it: set one"
                                + " weight to 100 and the others to 0, or, where an http route is not for the users, name those that are in"
                                + " spec.routes.httpRoutes of the policy"),
                wrong(
                        "a route before takes all",
                        o -> o.replace(
                                "- name: users",
                                "- {name: first, route: [{destination: {host: cdn}}]}\n    - name: users"),
                        "http route first of VirtualService web stands before the managed http routes and takes all of their requests"),
                wrong(
                        "a route before takes the path of probes",
                        before("{match: [{uri: {exact: /}}], redirect: {uri: /shop}}"),
                        "http route without a name of VirtualService web stands before the managed http routes of VirtualService web and"
                                + " takes the probes, which ask for /, so none would reach the app; set spec.health.probe.path of the policy"
                                + " to a path that it leaves to them, or give it a narrower match"),
                wrong(
                        "a route before takes the path of probes there",
                        before("{name: old, match: [{port: 80, uri: {exact: /}}], redirect: {uri: /shop}}"),
                        "http route old of VirtualService web stands before the managed http routes of VirtualService web and takes"),
                wrong(
                        "a route before takes who has no cookie",
                        before("{name: login, match: [{withoutHeaders: {cookie: {}}}], redirect: {uri: /login}}"),
                        "http route login of VirtualService web stands before the managed http routes of VirtualService web and takes"),
                wrong(
                        "a route before delegates the path of probes",
                        o -> before("{match: [{uri: {prefix: /}, port: 80}], delegate: {name: inner}}")
                                        .apply(o)
                                + INNER.replace("[{", "[{name: inner, match: [{uri: {exact: /}}], "),
                        "http route inner of VirtualService inner stands before the managed http routes of VirtualService web and takes"),
                wrong(
                        "a root takes the path of probes",
                        o -> o.replace("  hosts: [shop.example.com]\n  gateways: [gw]\n", "")
                                + root("ns", "a")
                                        .replace(
                                                "[{",
                                                "[{name: home, match: [{uri: {exact: /}}], redirect: {uri: /shop}}, {"),
                        "http route home of VirtualService a stands before the managed http routes of VirtualService web and takes"),
                wrong(
                        "an older VirtualService takes the path of probes",
                        o -> open(o) + OLDER.replace("MATCH", "name: home, match: [{uri: {exact: /}}], "),
                        "http route home of VirtualService team/old, which is older, stands before the managed http routes of VirtualService"
                                + " web and takes the probes, which ask for /"),
                wrong(
                        "a younger VirtualService takes all of the host",
                        o -> open(o) + younger("match: [{authority: {exact: shop.example.com}}], "),
                        "VirtualService team/old is younger than web, for the same host shop.example.com on the same gateway, and takes all of"
                                + " its requests, since it asks for the host, the scheme or a regular expression, and routes that ask for"
                                + " nothing come behind all others, so that no user comes to web; take the host or"),
                wrong(
                        "a younger VirtualService takes every path by a regular expression",
                        o -> open(users("uri: {prefix: /}").apply(o)) + younger("match: [{uri: {regex: '.*'}}], "),
                        "VirtualService team/old is younger than web"),
                wrong(
                        "a younger VirtualService takes all that is delegated",
                        o -> open(o).replace("  hosts: [shop.example.com]\n  gateways: [gw]\n", "")
                                + root("ns", "a").replace("ns}", "ns, creationTimestamp: \"2026-02-02T00:00:00Z\"}")
                                + younger("match: [{scheme: {exact: http}}], "),
                        "VirtualService team/old is younger than a"),
                wrong(
                        "an older VirtualService takes every path by a regular expression",
                        o -> open(users("uri: {prefix: /shop}").apply(o))
                                + OLDER.replace("MATCH", "match: [{uri: {regex: '.*'}}], "),
                        "VirtualService team/old is older than web"),
                wrong(
                        "no Gateway",
                        o -> o.replace("gateways: [gw]", "gateways: [gone]"),
                        "Gateway gone does not exist"),
                wrong(
                        "Gateway without selector",
                        o -> o.replace("{selector: {istio: ingress}, servers", "{servers"),
                        "Gateway gw selects no pods; give it spec.selector"),
                wrong(
                        "host on no server",
                        o -> o.replace("ns/shop.example.com", "ns/other.example.com"),
                        "Gateway gw has no HTTP server, nor an HTTPS server of tls.mode SIMPLE, for host shop.example.com"),
                wrong(
                        "server for another namespace",
                        o -> o.replace("ns/shop.example.com", "team/shop.example.com"),
                        "Gateway gw has no HTTP server, nor an HTTPS server of tls.mode SIMPLE, for host shop.example.com (asked for from namespace ns)"),
                wrong(
                        "no Service",
                        o -> o.replace(
                                "name: shop, namespace: ns}\nspec: {selector",
                                "name: cart, namespace: ns}\nspec: {selector"),
                        "Service shop does not exist in namespace ns; apply it"),
                wrong(
                        "Service without selector",
                        o -> o.replace("spec: {selector: {app: shop}}", "spec: {}"),
                        "Service shop selects nothing (it has no spec.selector); give it"),
                wrong(
                        "Service of one version",
                        o -> o.replace("{app: shop}", "{app: shop, version: v1}"),
                        "Service shop selects version=v1, so the pods of no other version belong to it; take version out of its spec.selector"),
                wrong(
                        "Service of another namespace",
                        o -> o.replace("host: shop", "host: shop.team.svc.cluster.local"),
                        "VirtualService web sends traffic to Service shop of namespace team; a policy releases what is in its own namespace"),
                wrong(
                        "subset without labels",
                        o -> o.replace("{name: v1, labels: {version: v1}}", "{name: v1}"),
                        "subset v1 of DestinationRule shop, which serves now, has no labels"),
                wrong(
                        "a path that probes do not have",
                        o -> o.replace("- name: users", "- name: users\n      match: [{uri: {regex: '/v.*'}}]"),
                        "probes ask for /, which no managed http route of VirtualService web matches (uri.regex /v.*), so none would reach the app"),
                wrong(
                        "two hosts",
                        o -> o.replace(
                                "weight: 100}",
                                "weight: 50}\n        - {destination: {host: cart, subset: v1}, weight: 50}"),
                        "VirtualService web sends traffic to the hosts cart, shop; name one in spec.routes.host of the policy"));
    }

    private static UnaryOperator<String> first(String match) {
        return o -> o.replace(
                "- name: users",
                "- {name: first, " + match + "route: [{destination: {host: cdn}}]}\n    - name: users");
    }

    private static UnaryOperator<String> before(String route) {
        return o -> o.replace("- name: users", "- " + route + "\n    - name: users");
    }

    private static String younger(String match) {
        return OLDER.replace("MATCH", match).replace("2026-01", "2026-03");
    }

    /** The users' route has these destinations in the app. */
    private static UnaryOperator<String> split(String destinations) {
        String entries = Stream.of(destinations.split("; ", -1))
                .map(one -> "{destination: {host: shop, " + one.replace(", weight", "}, weight") + "}")
                .collect(Collectors.joining(", "));
        return o -> o.replace(
                "route:\n        - {destination: {host: shop, subset: v1}, weight: 100}", "route: [" + entries + "]");
    }

    private static UnaryOperator<String> users(String match) {
        return o -> o.replace("- name: users", "- name: users\n      match: [{" + match + "}]");
    }

    private static Arguments wrong(String name, UnaryOperator<String> change, String message) {
        return Arguments.of(name, change.apply(OBJECTS), message);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("wrong")
    void saysWhatIsWrongAndTheCure(String name, String objects, String message) {
        assertThat(objects).isNotEqualTo(OBJECTS);

        assertThatThrownBy(() -> check(objects))
                .isInstanceOf(TrafficConfigException.class)
                .hasMessageStartingWith(message);
    }

    static Stream<Arguments> good() {
        return Stream.of(
                Arguments.of("plain", OBJECTS),
                Arguments.of("plain, with a gateway", OBJECTS + pod("istio-system", "gateway")),
                Arguments.of(
                        "a Gateway's port that is the one behind a Service's",
                        OBJECTS.replace("port: {number: 80,", "port: {number: 8080,") + pod("istio-system", "gateway")),
                Arguments.of(
                        "a second Gateway, which has no pod",
                        OBJECTS.replace("gateways: [gw]", "gateways: [inside, gw]")
                                + GATEWAY.replace("istio: ingress", "istio: none")
                                + pod("istio-system", "gateway")),
                Arguments.of(
                        "two destinations for a version that keeps its share",
                        split(
                                        "subset: v1, weight: 60; subset: v2, weight: 0; subset: v0, weight: 20; subset: v0, weight: 20")
                                .apply(OBJECTS)),
                Arguments.of(
                        "two destinations for a version in a route that some clients take",
                        before(
                                        "{name: beta, match: [{headers: {x-beta: {exact: \"1\"}}}], route: [{destination: {host: shop,"
                                                + " subset: v2}, weight: 50}, {destination: {host: shop, subset: v2}, weight: 50}]}")
                                .apply(OBJECTS)),
                Arguments.of("mesh too", OBJECTS.replace("gateways: [gw]", "gateways: [mesh, ns/gw]")),
                Arguments.of(
                        "an older VirtualService of other paths",
                        open(OBJECTS) + OLDER.replace("MATCH", "match: [{uri: {prefix: /api}}], ")),
                Arguments.of(
                        "redirects and delegates before the users' route, and redirects alone in an older VirtualService",
                        open(OBJECTS)
                                        .replace(
                                                "- name: users",
                                                "- {match: [{uri: {exact: /old}}], redirect: {uri: /new}}\n"
                                                        + "    - {match: [{uri: {prefix: /cart}}], delegate: {name: inner}}\n    - name: users")
                                + INNER
                                + MOVED),
                Arguments.of(
                        "an older VirtualService for what is left",
                        open(OBJECTS).replace("- name: users", "- name: users\n      match: [{uri: {prefix: /v1}}]")
                                + OLDER.replace("MATCH", "")),
                Arguments.of(
                        "a younger VirtualService",
                        open(OBJECTS) + OLDER.replace("MATCH", "").replace("2026-01", "2026-03")),
                Arguments.of(
                        "a VirtualService of another gateway",
                        open(OBJECTS) + OLDER.replace("MATCH", "").replace("ns/gw", "gw")),
                Arguments.of(
                        "a VirtualService of another host",
                        open(OBJECTS) + OLDER.replace("MATCH", "").replace("shop.ex", "cart.ex")),
                Arguments.of(
                        "an older VirtualService that the gateway does not know",
                        open(OBJECTS)
                                + OLDER.replace("MATCH", "")
                                        .replace("gateways: [ns/gw]", "gateways: [ns/gw]\n  exportTo: ['.']")),
                Arguments.of(
                        "an older VirtualService that the server does not take", OBJECTS + OLDER.replace("MATCH", "")),
                Arguments.of(
                        "an older VirtualService of one of two gateways",
                        open(OBJECTS).replace("gateways: [gw]", "gateways: [gw, inside]")
                                + GATEWAY
                                + OLDER.replace("MATCH", "")),
                Arguments.of(
                        "an older VirtualService behind another scheme",
                        open(OBJECTS) + OLDER.replace("MATCH", "match: [{scheme: {exact: https}}], ")),
                Arguments.of(
                        "routes before for other gateways, ports, hosts and schemes",
                        OBJECTS.replace(
                                "- name: users",
                                "- match: [{gateways: [mesh]}, {port: 8080}, {authority: {exact: a.example.com}}, {scheme: {exact: https}}]\n"
                                        + "      route: [{destination: {host: cdn}}]\n    - name: users")),
                Arguments.of(
                        "a route before that delegates to nothing",
                        OBJECTS.replace("- name: users", "- {delegate: {name: gone}}\n    - name: users")),
                Arguments.of(
                        "a route before that delegates to one that is not known there",
                        OBJECTS.replace("- name: users", "- {delegate: {name: inner}}\n    - name: users")
                                + INNER.replace("spec: {", "spec: {exportTo: [team], ")),
                Arguments.of(
                        "users by this gateway, port, host and scheme",
                        OBJECTS.replace(
                                "- name: users",
                                "- name: users\n      match: [{gateways: [gw], port: 80, authority: {prefix: shop}, scheme: {exact: http}}]")),
                Arguments.of(
                        "users by the mesh and by the gateway",
                        OBJECTS.replace(
                                "- name: users", "- name: users\n      match: [{gateways: [mesh]}, {port: 80}]")),
                Arguments.of(
                        "a DestinationRule for settings alone",
                        OBJECTS
                                + RULE.replace("SUBSETS", "")
                                        .replace("NS", "ns")
                                        .replace("HOST", "shop")),
                Arguments.of(
                        "a DestinationRule of another namespace",
                        OBJECTS
                                + RULE.replace("SUBSETS", "")
                                        .replace("NS", "team")
                                        .replace("HOST", "shop")),
                Arguments.of(
                        "exported to the gateway",
                        OBJECTS.replace("gateways: [gw]", "gateways: [gw]\n  exportTo: [., istio-system]")),
                Arguments.of(
                        "routes of other kinds before",
                        OBJECTS.replace(
                                "- name: users",
                                "- {match: [{uri: {exact: /old}}], redirect: {uri: /new}}\n    - {match: [{uri: {prefix: /c}}], delegate: {name: c}}\n    - name: users")),
                Arguments.of(
                        "routes before of which none surely takes probes",
                        before(
                                        "{match: [{uri: {exact: /}, headers: {cookie: {exact: a}}}, {uri: {exact: /}, sourceNamespace: team},"
                                                + " {uri: {exact: /}, withoutHeaders: {user-agent: {}}}, {uri: {regex: '('}}, {uri: {exact: /}, port:"
                                                + " 8080}], redirect: {uri: /new}}")
                                .apply(OBJECTS)),
                Arguments.of(
                        "a route behind that takes the path",
                        OBJECTS + "    - {match: [{uri: {exact: /}}], redirect: {uri: /new}}\n"),
                Arguments.of(
                        "an older VirtualService for all else",
                        open(OBJECTS)
                                        .replace(
                                                "- name: users",
                                                "- name: users\n      match: [{uri: {prefix: /}, port: 80}]")
                                + OLDER.replace("MATCH", "match: [{uri: {prefix: /api}}, {uri: {exact: /x}}], ")),
                Arguments.of(
                        "a younger VirtualService beside a path of ours",
                        open(users("uri: {exact: /shop}}, {uri: {prefix: /}").apply(OBJECTS))
                                + younger("match: [{authority: {exact: shop.example.com}}], ")),
                Arguments.of(
                        "a younger VirtualService of a path",
                        open(OBJECTS)
                                + younger("match: [{authority: {exact: shop.example.com}, uri: {prefix: /api}}], ")),
                Arguments.of(
                        "a younger VirtualService beside a path that is delegated",
                        open(users("uri: {prefix: /shop}").apply(OBJECTS))
                                        .replace("  hosts: [shop.example.com]\n  gateways: [gw]\n", "")
                                + root("ns", "a").replace("ns}", "ns, creationTimestamp: \"2026-02-02T00:00:00Z\"}")
                                + younger("match: [{scheme: {exact: http}}], ")),
                Arguments.of(
                        "a wildcard of hosts behind a server of one host",
                        OBJECTS.replace("hosts: [shop.example.com]", "hosts: ['*.example.com']")),
                Arguments.of(
                        "every host behind a server of one host",
                        OBJECTS.replace("hosts: [shop.example.com]", "hosts: ['*']")),
                Arguments.of(
                        "an inner gateway with another route alone",
                        OBJECTS.replace("gateways: [gw]", "gateways: [inside, gw]")
                                        .replace(
                                                "- name: users",
                                                "- {match: [{gateways: [inside], uri: {prefix: /admin}}], route: [{destination: {host: cdn}}]}\n"
                                                        + "    - name: users\n      match: [{gateways: [gw]}]")
                                + GATEWAY),
                Arguments.of(
                        "an inner gateway of another port with another route alone",
                        OBJECTS.replace("gateways: [gw]", "gateways: [inside, gw]")
                                        .replace(
                                                "- name: users",
                                                "- {match: [{port: 8080}], route: [{destination: {host: cdn}}]}\n"
                                                        + "    - name: users\n      match: [{port: 80}]")
                                + GATEWAY.replace("number: 80", "number: 8080")),
                Arguments.of(
                        "users of the second host that a server takes",
                        users("authority: {exact: api.example.com}")
                                .apply(OBJECTS)
                                .replace("hosts: [shop.example.com]", "hosts: [shop.example.com, api.example.com]")
                                .replace("ns/shop.example.com", "ns/*.example.com")),
                Arguments.of(
                        "users by TLS beside a plain server",
                        users("scheme: {exact: https}")
                                .apply(OBJECTS)
                                .replace(
                                        "servers: [",
                                        "servers: [{port: {number: 443, protocol: HTTPS}, tls: {mode: SIMPLE}, hosts: ['*']}, ")),
                Arguments.of(
                        "another VirtualService with a wildcard that is as wide",
                        wide(OBJECTS, "'*.example.com'")
                                + narrower("'*.example.com'").replace("2026-01", "2026-03")),
                Arguments.of(
                        "another VirtualService with a wider wildcard",
                        wide(OBJECTS, "'*.example.com'") + narrower("'*'")),
                Arguments.of(
                        "a narrower wildcard that the server does not take",
                        OBJECTS.replace("hosts: [shop.example.com]", "hosts: ['*']") + narrower("'*.example.com'")),
                Arguments.of("a gateway whose pods nobody knows", OBJECTS.replace("istio: ingress, app", "app")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("good")
    void findsNothingWrong(String name, String objects) {
        assertThat(check(objects).blue()).isEqualTo("v1");
    }

    @ParameterizedTest(name = "{0} beside {1}")
    @CsvSource({
        "'*', api.example.org, api.example.org",
        "'*', '*.example.org', *.example.org",
        "'*.org', '*.example.org', *.example.org",
        "'*.org', 'shop.example.com, x.example.org', x.example.org"
    })
    void namesHostsThatAnotherVirtualServiceHasMoreNarrowly(String own, String theirs, String told) {
        TrafficSplit traffic =
                check(wide(OBJECTS, "shop.example.com, '" + own + "'").replace("*/*.example.com", "*/*")
                        + narrower(theirs.replaceAll("[^ ,]+", "'$0'")));

        assertThat(traffic.taken())
                .containsExactly("users who ask Gateway gw for " + told
                        + " (VirtualService team/old) meet no release: a gateway goes by the narrowest host, and VirtualService web has these by"
                        + " a wildcard alone; if they are users of this app, name their hosts in spec.hosts of web and take them out there,"
                        + " else leave it as it is");
        assertThat(traffic.notes()).containsAll(traffic.taken());
    }

    static Stream<Arguments> nobodysLoss() {
        String wide = wide(OBJECTS, "shop.example.com, '*.com'");
        String other = narrower("api.example.com");
        return Stream.of(
                Arguments.of("no wildcard", open(OBJECTS) + other),
                Arguments.of("a host that no wildcard takes", wide + narrower("api.example.org")),
                Arguments.of(
                        "the same host", wide(OBJECTS, "'*.com', shop.example.com") + narrower("shop.example.com")),
                Arguments.of("another gateway", wide + other.replace("ns/gw", "gw")),
                Arguments.of("not known to the gateway", wide + other.replace("spec:\n", "spec:\n  exportTo: ['.']\n")),
                Arguments.of("no server takes it", wide.replace("*/*.example.com", "*/shop.example.com") + other),
                Arguments.of(
                        "no server takes it from there", wide.replace("*/*.example.com", "ns/*.example.com") + other),
                Arguments.of(
                        "our routes take nothing of it",
                        users("authority: {exact: shop.example.com}").apply(wide) + other),
                Arguments.of(
                        "no http routes",
                        wide + other.replaceFirst("http: .*", "tls: [{match: [{port: 443}], route: []}]")),
                Arguments.of("a name inside of the cluster", wide(OBJECTS, "shop.example.com, '*'") + narrower("old")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("nobodysLoss")
    void saysNothingOfHostsThatNobodyTakes(String name, String objects) {
        assertThat(check(objects.replace("2026-01", "2026-03")).taken()).isEmpty();
    }

    @Test
    void saysNothingOfHostsOfVirtualServicesOfTheSamePolicy() {
        String two = wide(OBJECTS, "'*.com', shop.example.com")
                + narrower("api.example.com")
                        .replace("name: old, namespace: team", "name: api, namespace: ns")
                        .replace("legacy", "shop, subset: v1");
        PolicySpec policy =
                PolicyReader.read(MeshYaml.read("{routes: [{virtualService: web}, {virtualService: api}]}"));

        assertThat(check(two).taken()).hasSize(1);
        assertThat(new ReleaseSetup(Listed.of(two), "ns", policy, TRUST).check().taken())
                .isEmpty();
    }

    @Test
    void namesTheTestersRoute() {
        TrafficSplit traffic = check(
                OBJECTS.replace(
                        "- name: users",
                        "- {name: testers, match: [{headers: {x-test: {exact: a}}}], route: [{destination: {host: shop, subset: v2}}]}\n    - name: users"));

        assertThat(traffic.notes())
                .containsExactly(
                        "http route testers of VirtualService web leads some clients to subset v2 and is left alone: they stay there whatever"
                                + " becomes of a release");
    }

    @ParameterizedTest(name = "{0}, probes with {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "{match: [{uri: {prefix: /healthz}}], route: [{destination: {host: cdn}}]} | path: /healthz | which ask for /healthz, so none would reach the app; set spec.health.probe.path of the policy to a path that it leaves to them, or give it a narrower match",
                "{match: [{headers: {x-test: {exact: a}}}], route: [{destination: {host: shop, subset: v2}}]} | headers: {X-Test: a} | which ask for /, so none would reach the app; take x-test out of spec.health.probe.headers of the policy, or give that http route a narrower match",
                "{match: [{uri: {prefix: /b}}], redirect: {uri: /a}} | paths: [{path: /a}, {path: /b}] | which ask for /b, so none would reach the app; set spec.health.probe.paths of the policy",
                "{match: [{uri: {prefix: /grpc.}}], route: [{destination: {host: cdn}}]} | protocol: GRPC | which ask for /grpc.health.v1.Health/Check, so none would reach the app; put it behind them, or give it a narrower match"
            })
    void namesTheRouteThatTakesProbesBeforeOurs(String route, String probe, String message) {
        PolicySpec policy =
                PolicyReader.read(MeshYaml.read("{routes: [{virtualService: web}], health: {probe: {" + probe + "}}}"));
        ReleaseSetup setup = new ReleaseSetup(Listed.of(before(route).apply(OBJECTS)), "ns", policy, TRUST);

        assertThatThrownBy(setup::check)
                .isInstanceOf(TrafficConfigException.class)
                .hasMessageStartingWith("http route without a name of VirtualService web stands before the managed http"
                        + " routes of VirtualService web and takes the probes, " + message);
    }

    @Test
    void asksForAPathThatNoOtherRouteTakes() {
        String shop = before("{match: [{uri: {exact: /}}, {uri: {exact: /shop}}], redirect: {uri: /shop/}}")
                .apply(users("uri: {prefix: /shop}}, {uri: {prefix: /cart}}, {uri: {prefix: /}")
                        .apply(OBJECTS));

        ReleaseSetup setup = new ReleaseSetup(Listed.of(shop), "ns", policy(), TRUST);

        assertThat(setup.check().blue()).isEqualTo("v1");
        assertThat(setup.traffic(Candidate.NONE).routes().getFirst().probePath())
                .contains("/cart");
    }

    /** Where all clients send a header, it chooses none of them. */
    @Test
    void tellsTestersFromUsersWhoAllSendAHeader() {
        String tenants = users("headers: {x-tenant: {regex: '.+'}}")
                .apply(OBJECTS)
                .replace(
                        "- name: users",
                        "- {name: testers, match: [{headers: {x-tenant: {exact: a}, x-test: {exact: a}}}], route: [{destination: {host: shop, subset: v2}}]}\n    - name: users");
        PolicySpec policy = PolicyReader.read(
                MeshYaml.read("{routes: [{virtualService: web}], health: {probe: {headers: {x-tenant: a}}}}"));

        TrafficSplit traffic = new ReleaseSetup(Listed.of(tenants), "ns", policy, TRUST).check();

        assertThat(traffic.blue()).isEqualTo("v1");
        assertThat(traffic.notes()).singleElement().asString().startsWith("http route testers of VirtualService web");
    }

    @ParameterizedTest
    @CsvSource({"'*.example.com', shop.example.com", "'*', shop.example.com"})
    void asksForAHostThatTheServerTakesToo(String host, String asked) {
        TrafficSplit traffic = check(OBJECTS.replace("hosts: [shop.example.com]", "hosts: ['" + host + "']"));

        assertThat(traffic.hosts()).containsExactly(asked);
    }

    @Test
    void takesAHeaderThatStandsInASecretForOneThatAMatchAsksFor() {
        String guarded = users("headers: {authorization: {exact: Bearer abc}}").apply(OBJECTS);
        PolicySpec policy = PolicyReader.read(
                MeshYaml.read(
                        "{routes: [{virtualService: web}], health: {probe: {headersFrom: [{name: Authorization, valueFrom: {secretKeyRef: {name: a, key: b}}}]}}}"));

        assertThat(new ReleaseSetup(Listed.of(guarded), "ns", policy, TRUST)
                        .check()
                        .hosts())
                .containsExactly("shop.example.com");
    }

    @Test
    void believesTheProbesOwnWordOfTheirScheme() {
        String secure = users("scheme: {exact: https}").apply(OBJECTS);
        PolicySpec policy = PolicyReader.read(MeshYaml.read(
                "{routes: [{virtualService: web}], health: {probe: {headers: {X-Forwarded-Proto: https}}}}"));

        assertThat(new ReleaseSetup(Listed.of(secure), "ns", policy, TRUST)
                        .check()
                        .blue())
                .isEqualTo("v1");
    }

    /** As the cure says. */
    @Test
    void letsProbesAskForTheSecondHost() {
        String second = users("authority: {exact: api.example.com}")
                .apply(open(OBJECTS))
                .replace("*/shop.example.com", "*/*.example.com")
                .replace("hosts: [shop.example.com]", "hosts: [shop.example.com, api.example.com]");
        PolicySpec policy = PolicyReader.read(
                MeshYaml.read("{routes: [{virtualService: web}], health: {probe: {host: api.example.com}}}"));

        assertThat(new ReleaseSetup(Listed.of(second), "ns", policy, TRUST)
                        .check()
                        .blue())
                .isEqualTo("v1");
    }

    /** As the cure says. */
    @Test
    void leavesTestersByPathAloneWhereTheUsersRouteIsNamed() {
        String beta = OBJECTS.replace(
                "- name: users",
                "- {name: beta, match: [{uri: {prefix: /beta}}], route: [{destination: {host: shop, subset: v2}}]}\n    - name: users");
        PolicySpec policy = PolicyReader.read(MeshYaml.read("{routes: [{virtualService: web, httpRoutes: [users]}]}"));

        assertThat(new ReleaseSetup(Listed.of(beta), "ns", policy, TRUST)
                        .check()
                        .blue())
                .isEqualTo("v1");
    }

    @Test
    void asksEveryServiceForASubsetOfTheServingVersion() {
        String two = OBJECTS + """
                ---
                kind: VirtualService
                metadata: {name: cart, namespace: ns}
                spec: {hosts: [shop.example.com], gateways: [gw], http: [{route: [{destination: {host: cart, subset: v1}}]}]}
                """;
        PolicySpec policy =
                PolicyReader.read(MeshYaml.read("{routes: [{virtualService: web}, {virtualService: cart}]}"));

        assertThatThrownBy(() -> new ReleaseSetup(Listed.of(two), "ns", policy, TRUST).check())
                .isInstanceOf(TrafficConfigException.class)
                .hasMessageStartingWith("no DestinationRule in namespace ns is for host cart; apply one");
        String other = two
                + RULE.replace("second", "cart")
                        .replace("NS", "ns")
                        .replace("HOST", "cart")
                        .replace("SUBSETS", "subsets: [{name: v2, labels: {version: v2}}], ");
        assertThatThrownBy(() -> new ReleaseSetup(Listed.of(other), "ns", policy, TRUST).check())
                .isInstanceOf(TrafficConfigException.class)
                .hasMessageStartingWith("DestinationRule cart has no subset v1, which serves now; add it");
    }

    /** A subset of pods that another version has too would give that one green's share and green's probes. */
    @ParameterizedTest(name = "beside {0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "{app: shop, track: canary, version: v2} | 1 | v3",
                "{app: shop, track: canary, version: v2} |   | v3",
                "{app: shop, track: canary, version: v2} | 0 | canary",
                "{app: shop, track: canary, version: v3} | 1 | canary",
                "{app: shop, track: beta, version: v2}   | 1 | canary",
                "{app: cart, track: canary, version: v2} | 1 | canary",
                "{app: cart, track: canary, version: v1, tier: a} | 1 | canary"
            })
    void takesNoSubsetThatSelectsAnotherVersionsPods(String labels, @Nullable Integer replicas, String green) {
        String tracks = OBJECTS.replace(
                        "{name: v1, labels: {version: v1}}, {name: v2, labels: {version: v2}}",
                        "{name: stable, labels: {track: stable}}, {name: canary, labels: {track: canary}}")
                .replace("subset: v1", "subset: stable");
        Candidate candidate = Candidate.of(
                deployment("v3", "{app: shop, track: canary, version: v3}", 1),
                List.of(
                        deployment("v1", "{app: shop, track: stable, version: v1}", 1),
                        deployment("other", labels, replicas)));

        assertThat(new ReleaseSetup(Listed.of(tracks), "ns", policy(), TRUST)
                        .traffic(candidate)
                        .green())
                .isEqualTo(green);
    }

    private static Deployment deployment(String name, String labels, @Nullable Integer replicas) {
        return new DeploymentBuilder()
                .withNewMetadata()
                .withName(name)
                .endMetadata()
                .withNewSpec()
                .withReplicas(replicas)
                .withNewTemplate()
                .withNewMetadata()
                .withLabels(DestinationSubsets.map(MeshYaml.read(labels)))
                .endMetadata()
                .endTemplate()
                .endSpec()
                .build();
    }

    /** Neither what it serves, nor what its Service and DestinationRule say, is anything to others. */
    @Test
    void namesStrangersWithAGatewaysLabelsAndGoesOn() {
        TrafficSplit traffic = check(OBJECTS
                + pod("istio-system", "gateway-1")
                + pod("evil", "gateway-1")
                + pod("evil", "gateway-2")
                + """
                ---
                kind: Service
                metadata: {name: gateway, namespace: evil}
                spec: {selector: {istio: ingress}}
                """
                + RULE.replace("SUBSETS", "").replace("NS", "evil").replace("HOST", "\"*.svc.cluster.local\""));

        assertThat(traffic.notes())
                .containsExactly("pods of namespace evil have the labels of Gateway gw and count as no gateways");
    }

    @Test
    void namesAStrangersRootAndGoesOn() {
        String delegate = OBJECTS.replace("  hosts: [shop.example.com]\n  gateways: [gw]\n", "");

        TrafficSplit traffic = check(delegate + root("team", "a") + root("ns", "b"));

        assertThat(traffic.notes())
                .containsExactly(
                        "VirtualService web is delegated to by team/a too, which is of another namespace and does not count: users who come"
                                + " that way are not waited for");
    }

    @Test
    void asksForOnePathThatAllRootsTake() {
        String delegate = OBJECTS.replace("  hosts: [shop.example.com]\n  gateways: [gw]\n", "");
        String narrow = "[{match: [{uri: {prefix: /shop}}], delegate";

        assertThatThrownBy(
                        () -> check(delegate + root("ns", "a") + root("ns", "b").replace("[{delegate", narrow)))
                .isInstanceOf(TrafficConfigException.class)
                .hasMessageContaining(
                        "take different paths to it, and probes come by one; set spec.routes.probe.path of the policy");
    }

    private static String root(String namespace, String name) {
        return """
                ---
                kind: VirtualService
                metadata: {name: %s, namespace: %s}
                spec:
                  hosts: [shop.example.com]
                  gateways: [ns/gw]
                  http: [{delegate: {name: web, namespace: ns}}]
                """.formatted(name, namespace);
    }

    private static String pod(String namespace, String name) {
        return """
                ---
                kind: Pod
                metadata: {name: %s, namespace: %s, labels: {istio: ingress, app: gateway}}
                """.formatted(name, namespace);
    }

    private static TrafficSplit check(String objects) {
        return new ReleaseSetup(Listed.of(objects), "ns", policy(), TRUST).check();
    }

    private static PolicySpec policy() {
        return PolicyReader.read(MeshYaml.read("{routes: [{virtualService: web}]}"));
    }

    /** Objects out of a text. */
    private record Listed(List<ObjectNode> all) implements MeshObjects {
        static Listed of(String text) {
            List<ObjectNode> all = new ArrayList<>();
            for (String one : text.split("(?m)^---$", -1)) {
                all.add(MeshYaml.read(one));
            }
            return new Listed(all);
        }

        /** Where the text has none, nobody was asked yet. */
        @Override
        public Optional<List<GatewayPod>> pods(Map<String, String> selector, String home) {
            if (kind("Pod").findAny().isEmpty()) {
                return Optional.empty();
            }
            return Optional.of(kind("Pod")
                    .filter(one -> DestinationSubsets.map(one.at("/metadata/labels"))
                            .entrySet()
                            .containsAll(selector.entrySet()))
                    .map(one -> new GatewayPod(
                            at(one, "namespace"),
                            at(one, "name"),
                            false,
                            DestinationSubsets.map(one.at("/metadata/labels")),
                            Map.of("http", 8080)))
                    .toList());
        }

        @Override
        public Optional<List<ObjectNode>> services(String namespace) {
            return Optional.of(kind("Service")
                    .filter(one -> at(one, "namespace").equals(namespace))
                    .toList());
        }

        private Stream<ObjectNode> kind(String kind) {
            return all.stream().filter(one -> one.path("kind").asText().equals(kind));
        }

        private Optional<ObjectNode> one(String kind, String namespace, String name) {
            return kind(kind)
                    .filter(one -> at(one, "namespace").equals(namespace)
                            && at(one, "name").equals(name))
                    .findFirst();
        }

        private static String at(JsonNode object, String field) {
            return object.path("metadata").path(field).asText();
        }

        @Override
        public ManagedNamespaces namespaces() {
            return ManagedNamespaces.ALL;
        }

        @Override
        public Optional<ObjectNode> virtualService(String namespace, String name) {
            return one("VirtualService", namespace, name);
        }

        @Override
        public List<ObjectNode> virtualServices(
                Predicate<String> asked, Function<ObjectNode, Optional<ObjectNode>> lean) {
            return kind("VirtualService")
                    .flatMap(one -> lean.apply(one).stream())
                    .toList();
        }

        @Override
        public List<ObjectNode> destinationRules(String namespace) {
            return kind("DestinationRule")
                    .filter(one -> at(one, "namespace").equals(namespace))
                    .toList();
        }

        @Override
        public Optional<ObjectNode> gateway(String namespace, String name) {
            return one("Gateway", namespace, name);
        }

        @Override
        public Optional<Map<String, String>> selector(String namespace, String service) {
            return one("Service", namespace, service).map(one -> DestinationSubsets.map(one.at("/spec/selector")));
        }

        @Override
        public Set<String> homes(Map<String, String> selector, String home) {
            return kind("Service")
                    .filter(one -> DestinationSubsets.map(one.at("/spec/selector"))
                            .entrySet()
                            .containsAll(selector.entrySet()))
                    .map(one -> at(one, "namespace"))
                    .collect(Collectors.toSet());
        }
    }
}
