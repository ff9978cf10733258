package dev.sluice.traffic.istio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.rollout.TrafficTarget;
import dev.sluice.traffic.TrafficConfigException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What is looked at before a release begins, and what is said when it cannot begin. */
class VirtualServiceInspectionTest {
    private static final String RULES = """
            - metadata: {name: shop}
              spec:
                host: shop.ns.svc.cluster.local
                subsets:
                  - {name: v1, labels: {version: v1}}
                  - {name: canary, labels: {version: v2}}
                  - {name: twin, labels: {version: v2}}
                  - {name: everyone, labels: {app: shop}}
                  - {name: narrow, labels: {version: v3, zone: a}}
                  - {name: taken, labels: {app: old}}
                  - {name: legacy, labels: {version: v0}}
                  - {name: exact, labels: {app: shop, version: v4, zone: a}}
                  - {name: none}
                  - {name: v1-5, labels: {version: v1.5}}
                  - {name: 2-0, labels: {version: 2-0}}
            """;

    static Stream<Arguments> obstacles() {
        return Stream.of(
                Arguments.of(
                        "wrong host",
                        "{http: [{route: [{destination: {host: cart, subset: v1}}]}]}",
                        List.of(),
                        "shop",
                        "VirtualService web sends nothing to host shop; it knows cart; mend spec.routes.host of the policy"),
                Arguments.of(
                        "no route at all",
                        "{http: []}",
                        List.of(),
                        "shop",
                        "VirtualService web sends nothing to host shop; it knows no host; mend spec.routes.host of the policy"),
                Arguments.of(
                        "two hosts",
                        "{http: [{route: [{destination: {host: shop, subset: v1}}]}, {route: [{destination: {host: cart, subset: v1}}]}]}",
                        List.of(),
                        "",
                        "VirtualService web sends traffic to the hosts cart, shop; name one in spec.routes.host of the policy"),
                Arguments.of(
                        "no subset, host not named",
                        "{http: [{route: [{destination: {host: shop}}]}]}",
                        List.of(),
                        "",
                        "VirtualService web names no subset in its http routes; give the destination that serves now a subset"),
                Arguments.of(
                        "no subset, host named",
                        "{http: [{route: [{destination: {host: shop}}]}]}",
                        List.of(),
                        "shop",
                        "VirtualService web sends traffic to shop without a subset; give that destination the subset of the version that serves now"),
                Arguments.of(
                        "split",
                        "{http: [{route: [{destination: {host: shop, subset: v1}, weight: 60}, {destination: {host: shop, subset: canary}, weight: 40}]}]}",
                        List.of(),
                        "",
                        "VirtualService web splits its traffic {canary=40, v1=60}; a release begins when one version carries all of it: set one weight to 100 and the others to 0"),
                Arguments.of(
                        "no weight at all",
                        "{http: [{route: [{destination: {host: shop, subset: v1}, weight: 0}]}]}",
                        List.of(),
                        "",
                        "VirtualService web splits its traffic {v1=0}; a release begins when one version carries all of it"),
                Arguments.of(
                        "named http route missing",
                        "{http: [{name: main, route: [{destination: {host: shop, subset: v1}}]}]}",
                        List.of("main", "api"),
                        "",
                        "VirtualService web has no http route named api; mend spec.routes.httpRoutes of the policy"),
                Arguments.of(
                        "only delegates",
                        "{http: [{match: [{uri: {prefix: /a}}], delegate: {name: shop-routes}}]}",
                        List.of(),
                        "",
                        "VirtualService web only delegates; name the one it delegates to (shop-routes) in spec.routes of the policy"),
                Arguments.of(
                        "only redirects",
                        "{http: [{match: [{uri: {exact: /old}}], redirect: {uri: /new}}, {redirect: {scheme: https}}]}",
                        List.of(),
                        "",
                        "VirtualService web sends no request to a Service, since its http routes only redirect or answer by themselves; take it out of spec.routes of the policy, and name there the one that sends the app its requests"),
                Arguments.of(
                        "only redirects and answers, host named",
                        "{http: [{redirect: {uri: /new}}, {directResponse: {status: 200}}]}",
                        List.of(),
                        "shop",
                        "VirtualService web sends no request to a Service, since its http routes only redirect or answer by themselves; take it out"),
                Arguments.of(
                        "only redirects and delegates",
                        "{http: [{match: [{uri: {exact: /old}}], redirect: {uri: /new}}, {delegate: {name: shop-routes}}]}",
                        List.of(),
                        "",
                        "VirtualService web only delegates; name the one it delegates to (shop-routes) in spec.routes of the policy"),
                Arguments.of(
                        "named http route redirects",
                        "{http: [{name: old, redirect: {uri: /new}}, {name: main, route: [{destination: {host: shop, subset: v1}}]}]}",
                        List.of("old"),
                        "",
                        "http routes old of VirtualService web send no request to a Service, since they only redirect or answer by themselves; name those that do in spec.routes.httpRoutes of the policy"),
                Arguments.of(
                        "subset of blue missing",
                        "{http: [{route: [{destination: {host: shop, subset: v9}}]}]}",
                        List.of(),
                        "",
                        "DestinationRule shop has no subset v9, which serves now; add it"),
                Arguments.of(
                        "subset of blue without labels",
                        "{http: [{route: [{destination: {host: shop, subset: none}}]}]}",
                        List.of(),
                        "",
                        "subset none of DestinationRule shop, which serves now, has no labels, so it selects every version's pods; give it the label version of the pods that serve"),
                Arguments.of(
                        "no rule",
                        "{http: [{route: [{destination: {host: cart, subset: v1}}]}]}",
                        List.of(),
                        "",
                        "no DestinationRule in namespace ns is for host cart; apply one with a subset for the version that serves now"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("obstacles")
    void saysWhatIsInTheWayAndTheCure(String name, String spec, List<String> httpRoutes, String host, String message) {
        assertThatThrownBy(
                        () -> traffic("v2", VirtualServiceInspection.of(service("web", spec), httpRoutes, host, "ns")))
                .isInstanceOf(TrafficConfigException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void saysWhichVirtualServicesDisagree() {
        VirtualServiceInspection web = survey("web", "{http: [{route: [{destination: {host: shop, subset: v1}}]}]}");
        VirtualServiceInspection api =
                survey("api", "{http: [{route: [{destination: {host: shop, subset: canary}}]}]}");

        assertThatThrownBy(() -> traffic("v2", web, api))
                .isInstanceOf(TrafficConfigException.class)
                .hasMessage(
                        "VirtualService api sends its traffic to subset canary, but web to v1; make them agree before a release");
    }

    @Test
    void findsBlueAndGreen() {
        TrafficSplit traffic =
                traffic("v2", survey("web", "{http: [{route: [{destination: {host: shop, subset: v1}}]}]}"));

        assertThat(traffic.blue()).isEqualTo("v1");
        assertThat(traffic.blueLabels()).containsExactly(java.util.Map.entry("version", "v1"));
        assertThat(traffic.green()).as("the subset that selects version=v2").isEqualTo("canary");
    }

    @Test
    void namesGreensSubsetAfterItsVersionWhenNoneSelectsItAlone() {
        VirtualServiceInspection web = survey("web", "{http: [{route: [{destination: {host: shop, subset: v1}}]}]}");

        assertThat(traffic("v3", web).green()).isEqualTo("v3");
        assertThat(traffic("v7", web).green()).isEqualTo("v7");
    }

    @Test
    void takesTheSubsetThatSelectsGreensPodsWhateverItsLabels() {
        VirtualServiceInspection web = survey("web", "{http: [{route: [{destination: {host: shop, subset: v1}}]}]}");

        assertThat(traffic("v4", web).green()).isEqualTo("exact");
    }

    @Test
    void takesTheSubsetThatTheRoutesKnowBeforeItsEquals() {
        VirtualServiceInspection web = survey("web", """
                http:
                  - route:
                      - {destination: {host: shop, subset: v1}, weight: 100}
                      - {destination: {host: shop, subset: twin}, weight: 0}
                """);

        assertThat(traffic("v2", web).green()).isEqualTo("twin");
    }

    @Test
    void refusesTheNameThatOtherLabelsHaveTaken() {
        VirtualServiceInspection web = survey("web", "{http: [{route: [{destination: {host: shop, subset: v1}}]}]}");

        assertThatThrownBy(() -> traffic("taken", web))
                .isInstanceOf(TrafficConfigException.class)
                .hasMessage(
                        "subset taken of DestinationRule shop selects {app=old}, not the pods with version=taken; existing subsets are"
                                + " never changed: rename that subset");
    }

    /** Istio takes letters, digits and dashes for a subset's name; a label's value has more. No name is another version's. */
    @ParameterizedTest
    @CsvSource({
        "v9, v9",
        "V9, V9",
        "1.4.2, 1-4-2",
        "v1_2, v1-2",
        "Release_7.x, release-7-x",
        "v1_5, v1-5-98bd999915",
        "v1-5, v1-5-b5b5bb7938",
        "2.0, 2-0-d84bdb34d4",
    })
    void namesTheNewSubsetSoThatIstioTakesIt(String version, String name) {
        VirtualServiceInspection web = survey("web", "{http: [{route: [{destination: {host: shop, subset: v1}}]}]}");

        assertThat(traffic(version, web).green()).isEqualTo(name);
    }

    @Test
    void namesTheNewSubsetOfALongVersionWithinWhatIstioTakes() {
        String version = "1." + "2".repeat(61);
        ObjectNode rule =
                MeshYaml.read("{metadata: {name: shop}, spec: {host: shop, subsets: [{labels: {version: x}}]}}");
        ((ObjectNode) rule.at("/spec/subsets/0")).put("name", version.replace('.', '-'));

        assertThat(SubsetNames.of(new Candidate(labels(version), List.of(), Map.of()), List.of(rule)))
                .hasSize(63)
                .startsWith("1-222")
                .matches("[a-z0-9-]+");
    }

    @Test
    void leavesTheTestersRouteAloneAndNamesIt() {
        TrafficSplit traffic = traffic("v2", survey("web", """
                http:
                  - name: testers
                    match: [{headers: {x-test: {exact: "1"}}}]
                    route: [{destination: {host: shop, subset: canary}}]
                  - route:
                      - {destination: {host: shop, subset: v1}, weight: 100}
                      - {destination: {host: shop, subset: canary}, weight: 0}
                """));

        assertThat(traffic.blue()).isEqualTo("v1");
        assertThat(traffic.green()).isEqualTo("canary");
        assertThat(traffic.routes().getFirst().originals()).containsExactly(new TrafficTarget.Original(true, true));
        assertThat(traffic.notes())
                .containsExactly(
                        "http route testers of VirtualService web leads some clients to subset canary and is left alone: they stay"
                                + " there whatever becomes of a release");
    }

    /** Where the testers' route has a place for the users' version, of no weight or of some, it is known again by its name or its match. */
    @ParameterizedTest
    @CsvSource({"0, 100", "50, 50"})
    void leavesTheTestersRouteAloneWhereItHasAPlaceForBlue(int blue, int green) {
        String both =
                "[{destination: {host: shop, subset: v1}, weight: %s}, {destination: {host: shop, subset: canary}, weight: %s}]"
                        .formatted(blue, green);
        TrafficSplit traffic = traffic("v2", survey("web", """
                http:
                  - {name: testers, match: [{headers: {x-test: {exact: "1"}}}], route: %s}
                  - {match: [{headers: {x-test: {exact: "2"}}}], route: %s}
                  - {route: [{destination: {host: shop, subset: v1}, weight: 100}]}
                """.formatted(both, both)));

        assertThat(traffic.blue()).isEqualTo("v1");
        assertThat(traffic.routes().getFirst().originals()).containsExactly(new TrafficTarget.Original(false, true));
        assertThat(traffic.routes().getFirst().kept()).hasSize(2).first().isEqualTo("testers");
        assertThat(traffic.routes().getFirst().kept().getLast()).startsWith("match ");
    }

    @Test
    void refusesTwoRoutesForAllUsersThatDisagree() {
        VirtualServiceInspection web = survey("web", """
                http:
                  - {match: [{uri: {prefix: /a}}], route: [{destination: {host: shop, subset: canary}}]}
                  - {route: [{destination: {host: shop, subset: v1}}]}
                """);

        assertThatThrownBy(() -> traffic("v2", web))
                .isInstanceOf(TrafficConfigException.class)
                .hasMessageStartingWith("VirtualService web splits its traffic {canary=100, v1=100}");
    }

    @ParameterizedTest(name = "of subset {0}, host {1}")
    @CsvSource({"', subset: legacy', shop", "'', old"})
    void leavesAThirdDestinationItsPart(String subset, String host) {
        TrafficSplit traffic = traffic("v2", survey("web", """
                http:
                  - route:
                      - {destination: {host: shop, subset: v1}, weight: 70}
                      - {destination: {host: shop, subset: canary}, weight: 0}
                      - {destination: {host: %s%s}, weight: 30}
                """.formatted(host, subset)));

        assertThat(traffic.blue()).isEqualTo("v1");
        assertThat(traffic.routes().getFirst().originals()).containsExactly(new TrafficTarget.Original(true, true, 70));
    }

    @Test
    void refusesAThirdDestinationWhereGreenHasAPartAlready() {
        VirtualServiceInspection web = survey("web", """
                http:
                  - route:
                      - {destination: {host: shop, subset: v1}, weight: 70}
                      - {destination: {host: shop, subset: legacy}, weight: 0}
                      - {destination: {host: shop, subset: canary}, weight: 30}
                """);

        assertThatThrownBy(() -> traffic("v2", web))
                .isInstanceOf(TrafficConfigException.class)
                .hasMessage(
                        "VirtualService web splits its traffic {canary=30, legacy=0, v1=70} and gives subset canary, which is to be released,"
                                + " 30 already; set its weight to 0");
    }

    @ParameterizedTest(name = "{0} and {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "70 | {destination: {host: shop, subset: legacy}, weight: 30} | add a destination for the next version with weight 0 beside them (the version that serves must have more than all others together)",
                "50 | {destination: {host: shop, subset: legacy}, weight: 50}, {destination: {host: shop, subset: canary}, weight: 0} | give the version that serves more than all others together"
            })
    void saysHowAThirdDestinationKeepsItsPart(int share, String others, String cure) {
        VirtualServiceInspection web = survey(
                "web",
                "{http: [{route: [{destination: {host: shop, subset: v1}, weight: " + share + "}, " + others + "]}]}");

        assertThatThrownBy(() -> traffic("v2", web))
                .isInstanceOf(TrafficConfigException.class)
                .hasMessageEndingWith(
                        ": set one weight to 100 and the others to 0, or, where one of these is to keep its share, "
                                + cure);
    }

    @Test
    void remembersHowEachRouteWasFound() {
        TrafficSplit traffic = traffic("v2", survey("web", """
                http:
                  - {name: static, route: [{destination: {host: cdn}}]}
                  - {name: plain, route: [{destination: {host: shop, subset: v1}}]}
                  - {name: weighted, route: [{destination: {host: shop, subset: v1}, weight: 100}]}
                  - name: both
                    route:
                      - {destination: {host: shop, subset: v1}, weight: 100}
                      - {destination: {host: shop.ns.svc.cluster.local, subset: canary}, weight: 0}
                """));

        assertThat(traffic.routes().getFirst().originals())
                .containsExactly(
                        new TrafficTarget.Original(false, false),
                        new TrafficTarget.Original(false, true),
                        new TrafficTarget.Original(true, true));
    }

    @Test
    void looksAtNamedRoutesAlone() {
        ObjectNode web = service("web", """
                http:
                  - {name: beta, route: [{destination: {host: shop, subset: canary}}]}
                  - {name: main, route: [{destination: {host: shop, subset: v1}}]}
                """);

        assertThat(traffic("v2", VirtualServiceInspection.of(web, List.of("main"), "", "ns"))
                        .blue())
                .isEqualTo("v1");
    }

    @Test
    void seesThroughPinsThatAnotherRolloutHasLeft() {
        VirtualServiceInspection web = survey("web", """
                http:
                  - {name: sluice-pin-green-0, route: [{destination: {host: shop, subset: canary}}]}
                  - {route: [{destination: {host: shop, subset: v1}}]}
                """);

        assertThat(traffic("v2", web).blue()).isEqualTo("v1");
    }

    private static VirtualServiceInspection survey(String name, String spec) {
        return VirtualServiceInspection.of(service(name, spec), List.of(), "", "ns");
    }

    private static TrafficSplit traffic(String version, VirtualServiceInspection... surveys) {
        List<ObjectNode> rules = StreamSupport.stream(
                        MeshYaml.read("rules:\n" + RULES).path("rules").spliterator(), false)
                .map(ObjectNode.class::cast)
                .toList();
        Candidate green = new Candidate(
                labels(version),
                List.of(Map.of("app", "shop", "version", "v1"), Map.of("app", "cart", "version", "v3")),
                Map.of());
        return TrafficSplit.of(List.of(surveys), rules, "ns", green, (inspection, routes) -> Optional.empty());
    }

    private static Map<String, String> labels(String version) {
        return Map.of("app", "shop", "version", version, "zone", version.equals("v4") ? "a" : "b");
    }

    private static ObjectNode service(String name, String spec) {
        ObjectNode json = MeshYaml.read("metadata: {namespace: ns}");
        json.withObject("/metadata").put("name", name);
        json.set("spec", MeshYaml.read(spec));
        return json;
    }
}
