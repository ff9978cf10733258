package dev.sluice.truth;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Setups that cannot work are told on the policy before anybody releases. */
@ExtendWith(Truth.class)
final class WrongSetupIT {
    private static final String ROUTE = "http: [{route: [{destination: {host: myapp, subset: v1}}]}]";

    @Test
    void tellsEachSetupThatCannotWorkAndTakesItBackOnceItIsMended(TruthScene scene) {
        Person person = new Person(scene);
        scene.app().policy(same -> same);
        virtualService(scene, "older", "hosts: [\"taken.${HOST}\"], gateways: [app-gateway], " + ROUTE);
        Map<String, String> told = new LinkedHashMap<>();
        told.put("in-mesh", "VirtualService in-mesh is bound to no gateway");
        told.put("tcp", "VirtualService tcp has spec.tcp routes and no spec.http");
        told.put("services", "VirtualService services sends its traffic to the Services one, two and to no subset");
        told.put("no-rule", "no DestinationRule in namespace");
        told.put("outside", "Gateway app-gateway has no HTTP server");
        told.put("expression", "probes ask for /, which no managed http route of VirtualService expression matches");
        told.put("taken", "VirtualService " + scene.namespace() + "/older is older than taken");
        told.put("wide", "probes would ask for host sluice.wide." + scene.host() + ", which VirtualService");

        usual(scene, "in-mesh", "[mesh]", ROUTE);
        usual(scene, "tcp", "[app-gateway]", "tcp: [{match: [{port: 9000}], route: [{destination: {host: myapp}}]}]");
        usual(scene, "services", "[app-gateway]", """
                http: [{route: [{destination: {host: one}, weight: 100}, {destination: {host: two}, weight: 0}]}]""");
        usual(scene, "no-rule", "[app-gateway]", ROUTE.replace("host: myapp", "host: nobody"));
        usual(
                scene,
                "expression",
                "[app-gateway]",
                ROUTE.replace("[{route", "[{match: [{uri: {regex: \"/v.*\"}}], route"));
        usual(scene, "taken", "[app-gateway]", ROUTE);
        virtualService(scene, "outside", "hosts: [outside.example.com], gateways: [app-gateway], " + ROUTE);
        policy(scene, "outside");
        narrower(scene);

        told.forEach((name, message) ->
                scene.until(name + " is told", () -> message(person, name).startsWith(message)));
        assertThat(message(person, "myapp")).isEqualTo("ready");
        person.edits(
                "VirtualService",
                "in-mesh",
                json -> json.withObject("/spec").putArray("gateways").add("app-gateway"));
        scene.until("it is mended", () -> message(person, "in-mesh").equals("ready"));
        assertGatewaysGoByTheNarrowestHost(scene);
        assertThat(scene.settled().failed()).isZero();
    }

    /** The one with the narrower hosts is the younger one and takes one path. */
    private static void narrower(TruthScene scene) {
        virtualService(scene, "wide", "hosts: [\"*.wide.${HOST}\"], gateways: [app-gateway], " + ROUTE);
        policy(scene, "wide");
        virtualService(
                scene,
                "narrow",
                "hosts: [\"sluice.wide.${HOST}\", \"*.deep.wide.${HOST}\"], gateways: [app-gateway], "
                        + ROUTE.replace("[{route", "[{match: [{uri: {prefix: /own}}], route")
                                .replace("v1", "v2"));
    }

    private static void assertGatewaysGoByTheNarrowestHost(TruthScene scene) {
        untilAnswered(scene, "free.wide.", "/own", 200, "v1");
        for (String taken : List.of("sluice.wide.", "a.deep.wide.")) {
            untilAnswered(scene, taken, "/own", 200, "v2");
            untilAnswered(scene, taken, "/", 404, "");
        }
    }

    /** Waits until both gateways answer so, some times in turn. */
    private static void untilAnswered(TruthScene scene, String host, String path, int status, String version) {
        Users asked = new Users();
        try (Load load = new Load(scene.cluster()::gateways, host + scene.host(), path, 20, asked)) {
            scene.until(
                    host + path + " is answered " + status + " by " + version,
                    () -> asked.last(10).size() == 10
                            && asked.last(10).stream()
                                    .allMatch(one -> one.status() == status
                                            && one.version().equals(version)));
        }
    }

    private static void usual(TruthScene scene, String name, String gateways, String routes) {
        virtualService(scene, name, "hosts: [\"" + name + ".${HOST}\"], gateways: " + gateways + ", " + routes);
        policy(scene, name);
    }

    private static void virtualService(TruthScene scene, String name, String spec) {
        scene.apply("""
                apiVersion: networking.istio.io/v1
                kind: VirtualService
                metadata: {name: NAME}
                spec: {SPEC}
                """.replace("NAME", name).replace("SPEC", spec));
    }

    private static void policy(TruthScene scene, String name) {
        scene.apply("""
                apiVersion: sluice.dev/v1alpha1
                kind: RolloutPolicy
                metadata: {name: NAME}
                spec: {routes: [{virtualService: NAME}]}
                """.replace("NAME", name));
    }

    private static String message(Person person, String name) {
        return person.sees("RolloutPolicy", name).at("/status/message").asText();
    }
}
