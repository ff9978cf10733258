package dev.sluice.cli.live;

import dev.sluice.kubernetes.StoreParts;
import dev.sluice.kubernetes.StoredRollout;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Rollouts as they are in the middle of things, for those who draw them. */
enum Acts {
    preparing("Run", """
            state: Preparing
            since: "2026-01-01T11:59:50Z"
            weightAsked: 0
            message: 1 of 2 pods of green are ready
            journal: []
            """, ""),
    preflight("Run", """
            state: Holding
            stage: PreFlight
            stageIndex: 0
            entered: "2026-01-01T11:59:53Z"
            since: "2026-01-01T11:59:55Z"
            weightAsked: 0
            weightSeen: 0
            message: holding 0 %, 5s left
            evidence: {users: {green: 0, greenFailed: 0, blue: 0, blueFailed: 0}, probes: {green: 50, greenFailed: 0, blue: 50, blueFailed: 0}, odds: 1, revertAt: 1000}
            journal:
              - {at: "2026-01-01T11:59:53Z", decision: "Entered PreFlight, 0 %", why: 2 of 2 pods of green are ready}
              - {at: "2026-01-01T11:59:55Z", decision: "Holding PreFlight, 0 %", why: every gateway serves 0 %}
            """, """
            gateways: [{pod: istio-ingressgateway-7d4f-abcde, seen: 0}, {pod: istio-ingressgateway-7d4f-fghij, seen: 0}]
            answers:
              - {colour: Green, outcome: Passed, detail: status 200, times: 50, at: "2026-01-01T11:59:59.900Z", millis: 4}
              - {colour: Blue, outcome: Passed, detail: status 200, times: 50, at: "2026-01-01T11:59:59.900Z", millis: 3}
            """),
    holding("Run", """
            state: Holding
            stage: Step 2/3
            stageIndex: 2
            entered: "2026-01-01T11:59:39Z"
            since: "2026-01-01T11:59:41Z"
            weightAsked: 25
            weightSeen: 25
            message: holding 25 %, 41s left
            evidence: {users: {green: 475, greenFailed: 3, blue: 1425, blueFailed: 1}, probes: {green: 190, greenFailed: 0, blue: 190, blueFailed: 0}, odds: 8.7, revertAt: 1000}
            journal:
              - {at: "2026-01-01T11:58:38Z", decision: "Entered Step 1/3, 10 %", why: "green failed 0 of 100 probes, blue 0 of 100"}
              - {at: "2026-01-01T11:58:39Z", decision: "Holding Step 1/3, 10 %", why: every gateway serves 10 %}
              - {at: "2026-01-01T11:59:39Z", decision: "Entered Step 2/3, 25 %", why: "green failed 0 of 600 user requests, blue 4 of 5,400; green failed 0 of 600 probes, blue 0 of 600"}
              - {at: "2026-01-01T11:59:41Z", decision: "Holding Step 2/3, 25 %", why: every gateway serves 25 %}
            """, """
            gateways: [{pod: istio-ingressgateway-7d4f-abcde, seen: 25}, {pod: istio-ingressgateway-7d4f-fghij, seen: 25}]
            answers:
              - {colour: Green, outcome: Passed, detail: status 200, times: 890, at: "2026-01-01T11:59:59.900Z", millis: 4}
              - {colour: Blue, outcome: Passed, detail: status 200, times: 890, at: "2026-01-01T11:59:59.900Z", millis: 3}
            """),
    pending("Run", """
            state: Shifting
            stage: Step 2/3
            stageIndex: 2
            entered: "2026-01-01T11:59:39Z"
            since: "2026-01-01T11:59:39Z"
            weightAsked: 25
            message: "gateway istio-ingressgateway-7d4f-fghij does not serve the new weights yet"
            evidence: {users: {green: 20, greenFailed: 0, blue: 1880, blueFailed: 1}, probes: {green: 190, greenFailed: 0, blue: 190, blueFailed: 0}, odds: 1, revertAt: 1000}
            conditions: [{type: Stalled, status: "True"}]
            journal:
              - {at: "2026-01-01T11:59:39Z", decision: "Entered Step 2/3, 25 %", why: "green failed 0 of 600 user requests, blue 4 of 5,400; green failed 0 of 600 probes, blue 0 of 600"}
            """, """
            gateways: [{pod: istio-ingressgateway-7d4f-abcde, seen: 25}, {pod: istio-ingressgateway-7d4f-fghij, seen: 10}]
            answers:
              - {colour: Green, outcome: Passed, detail: status 200, times: 890, at: "2026-01-01T11:59:59.900Z", millis: 4}
              - {colour: Blue, outcome: Passed, detail: status 200, times: 890, at: "2026-01-01T11:59:59.900Z", millis: 3}
            """),
    gate("Run", """
            state: Paused
            stage: Step 2/3
            stageIndex: 2
            since: "2026-01-01T11:59:50Z"
            cause: Gate
            reason: step 2 ends with a gate
            weightAsked: 25
            weightSeen: 25
            message: waits for a person
            evidence: {users: {green: 1500, greenFailed: 1, blue: 4500, blueFailed: 3}, probes: {green: 600, greenFailed: 0, blue: 600, blueFailed: 0}, odds: 1, revertAt: 1000}
            conditions: [{type: Stalled, status: "True"}]
            journal:
              - {at: "2026-01-01T11:59:50Z", decision: Paused Step 2/3, why: this step ends with a gate}
            """, """
            gateways: [{pod: istio-ingressgateway-7d4f-abcde, seen: 25}, {pod: istio-ingressgateway-7d4f-fghij, seen: 25}]
            answers:
              - {colour: Green, outcome: Passed, detail: status 200, times: 600, at: "2026-01-01T11:59:59.900Z", millis: 4}
            """),
    reverting("Run", """
            state: Reverting
            stage: Step 2/3
            stageIndex: 2
            since: "2026-01-01T11:59:59Z"
            cause: Reverted
            reason: "Unhealthy: green failed 10 of 128 user requests, blue 0 of 408; odds of chance under 1 in 1,000"
            weightAsked: 0
            message: going back
            evidence: {users: {green: 128, greenFailed: 10, blue: 408, blueFailed: 0}, probes: {green: 175, greenFailed: 9, blue: 175, blueFailed: 0}, odds: 1749, revertAt: 1000}
            journal:
              - {at: "2026-01-01T11:59:59Z", decision: "Reverting Step 2/3, 25 %", why: "Unhealthy: green failed 10 of 128 user requests, blue 0 of 408; odds of chance under 1 in 1,000; reverted after 4.9 s; last: status 500 on /"}
            """, """
            gateways: [{pod: istio-ingressgateway-7d4f-abcde, seen: 0}, {pod: istio-ingressgateway-7d4f-fghij, seen: 25}]
            answers:
              - {colour: Green, outcome: Failed, detail: status 500 on /, times: 9, at: "2026-01-01T11:59:59.900Z", millis: 4}
              - {colour: Green, outcome: Passed, detail: status 200, times: 166, at: "2026-01-01T11:59:59Z", millis: 4}
            """),
    reverted("Run", """
            state: Reverted
            stage: Step 2/3
            stageIndex: 2
            since: "2026-01-01T11:59:30Z"
            reason: "Unhealthy: green failed 10 of 128 user requests, blue 0 of 408; odds of chance under 1 in 1,000"
            weightAsked: 0
            weightSeen: 0
            message: all traffic is on blue
            evidence: {users: {green: 128, greenFailed: 10, blue: 408, blueFailed: 0}, probes: {green: 175, greenFailed: 9, blue: 175, blueFailed: 0}, odds: 1749, revertAt: 1000}
            journal:
              - {at: "2026-01-01T11:59:29Z", decision: "Reverting Step 2/3, 25 %", why: "Unhealthy: green failed 10 of 128 user requests, blue 0 of 408"}
              - {at: "2026-01-01T11:59:30Z", decision: Reverted, why: all traffic is back on blue}
            """, """
            gateways: [{pod: istio-ingressgateway-7d4f-abcde, seen: 0}, {pod: istio-ingressgateway-7d4f-fghij, seen: 0}]
            answers:
              - {colour: Green, outcome: Failed, detail: status 500 on /, times: 9, at: "2026-01-01T11:59:29Z", millis: 4}
            """),
    promoted("Run", """
            state: Promoted
            stage: Bake
            stageIndex: 4
            since: "2026-01-01T11:59:30Z"
            reason: all stages passed
            weightAsked: 100
            weightSeen: 100
            message: green has all the traffic
            evidence: {users: {green: 6000, greenFailed: 2, blue: 0, blueFailed: 0}, probes: {green: 600, greenFailed: 0, blue: 600, blueFailed: 0}, odds: 1, revertAt: 1000}
            journal:
              - {at: "2026-01-01T11:59:30Z", decision: Promoted, why: "green failed 2 of 6,000 user requests, blue 0 of 0; green failed 0 of 600 probes, blue 0 of 600"}
            """, """
            gateways: [{pod: istio-ingressgateway-7d4f-abcde, seen: 100}, {pod: istio-ingressgateway-7d4f-fghij, seen: 100}]
            answers:
              - {colour: Green, outcome: Passed, detail: status 200, times: 600, at: "2026-01-01T11:59:29Z", millis: 4}
            """),
    blind("Run", """
            state: Shifting
            stage: Step 2/3
            stageIndex: 2
            entered: "2026-01-01T11:59:39Z"
            since: "2026-01-01T11:59:49Z"
            weightAsked: 25
            message: "gateway istio-ingressgateway-7d4f-fghij cannot be reached: Connection refused; let sluice-system reach its port 8080"
            evidence: {users: {green: 20, greenFailed: 0, blue: 1880, blueFailed: 1}, probes: {green: 0, greenFailed: 0, blue: 0, blueFailed: 0}, odds: 1, revertAt: 1000}
            conditions: [{type: Stalled, status: "True"}]
            journal:
              - {at: "2026-01-01T11:59:49Z", decision: "HoldRestarted Step 2/3, 25 %", why: "gateway istio-ingressgateway-7d4f-fghij cannot be reached: Connection refused"}
            """, """
            gateways: [{pod: istio-ingressgateway-7d4f-abcde, seen: 25}, {pod: istio-ingressgateway-7d4f-fghij, problem: Connection refused}]
            answers:
              - {colour: Green, outcome: Blind, detail: "gateway istio-ingressgateway-7d4f-fghij: Connection refused", times: 41, at: "2026-01-01T11:59:59.900Z", millis: 0}
              - {colour: Blue, outcome: Blind, detail: "gateway istio-ingressgateway-7d4f-fghij: Connection refused", times: 41, at: "2026-01-01T11:59:59.900Z", millis: 0}
            """);

    static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");

    private static final String ROLLOUT = """
            apiVersion: sluice.dev/v1alpha1
            kind: Rollout
            metadata: {name: checkout-0c9f3b1a77, namespace: shop, uid: u, creationTimestamp: "2026-01-01T11:58:20Z", finalizers: [sluice.dev/traffic]}
            spec:
              policy: checkout
              plan:
                routes: [{virtualService: checkout}]
                steps: [{weight: 10, hold: 1m}, {weight: 25, hold: 1m, pause: true}, {weight: 50, hold: 1m}]
              blue: {subset: v1, deployment: checkout-v1, uid: b, templateHash: b}
              green: {subset: v2, deployment: checkout-v2, uid: g, templateHash: g}
              version: v2
              routes: [{virtualService: checkout, host: checkout}]
              pin: secret-pin
              desired: %s
            status:
              observedAt: "2026-01-01T11:59:59Z"
            """;

    private final String desired;
    private final String status;
    private final String live;

    Acts(String desired, String status, String live) {
        this.desired = desired;
        this.status = status;
        this.live = live;
    }

    StoredRollout rollout() {
        return StoreParts.rollout(yaml());
    }

    String yaml() {
        return ROLLOUT.formatted(desired)
                + status.indent(2)
                + (live.isEmpty()
                        ? ""
                        : "  live:\n" + live.indent(4) + timeline().indent(4));
    }

    /** 40 seconds at 10 %, then at 25 %; green fails in the last five when it is reverted. */
    private String timeline() {
        boolean fails = name().startsWith("revert");
        List<List<Integer>> points = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            int share = this == preflight ? 0 : i < 40 ? 10 : 25;
            int failed = fails && i > 54 ? i - 53 : 0;
            int users = this == preflight ? 0 : 100 + 10 * (i % 3);
            points.add(List.of(
                    share * 10,
                    share * 10,
                    users * share / 100,
                    failed,
                    users - users * share / 100,
                    i == 20 ? 1 : 0,
                    10,
                    failed,
                    10,
                    0,
                    failed * 10));
        }
        return "timeline: {from: \"2026-01-01T11:59:00Z\", everySeconds: 1, points: "
                + points.stream().map(List::toString).collect(Collectors.joining(", ", "[", "]")) + "}\n";
    }

    static PodTree pods() {
        return new PodTree(
                List.of(
                        new PodTree.Node(0, PodTree.Health.pending, "Deployment checkout-v2", "1/2 ready"),
                        new PodTree.Node(1, PodTree.Health.pending, "ReplicaSet checkout-v2-7f9c", "1/2 ready  2m"),
                        new PodTree.Node(2, PodTree.Health.good, "Pod checkout-v2-7f9c-abcde", "Running, ready  2m"),
                        new PodTree.Node(
                                2,
                                PodTree.Health.bad,
                                "Pod checkout-v2-7f9c-fghij",
                                "CrashLoopBackOff, not ready, 3 restarts  2m"),
                        new PodTree.Node(0, PodTree.Health.good, "Deployment checkout-v1", "2/2 ready")),
                "");
    }
}
