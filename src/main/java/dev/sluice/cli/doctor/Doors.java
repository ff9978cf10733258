package dev.sluice.cli.doctor;

import dev.sluice.mesh.Gateways;
import dev.sluice.mesh.Inspection;
import dev.sluice.mesh.Obstacle;
import dev.sluice.policy.PolicySpec;
import dev.sluice.rollout.Ingress;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Which gateway pods serve a policy's app, and whether they tell what they count. */
record Doors(KubernetesClient client, CounterSource source, Subject subject) implements Check {
    @Override
    public String name() {
        return "gateways of " + subject.key();
    }

    @Override
    public List<Finding> look() {
        if (subject.spec().isEmpty()) {
            return List.of();
        }
        PolicySpec policy = subject.spec().get();
        try {
            Gateways.Found found = new Inspection(client).doors(subject.namespace(), policy);
            List<Finding> findings = new ArrayList<>(findings(policy, found.doors()));
            found.ignored().forEach(stranger -> findings.add(Obstacles.warning(name(), stranger)));
            return findings;
        } catch (Obstacle e) {
            return List.of(Obstacles.finding(name(), e));
        }
    }

    private List<Finding> findings(PolicySpec policy, List<Ingress> doors) {
        if (doors.isEmpty()) {
            return List.of(Finding.fail(
                    name(), "no ready pod", "the Gateway's spec.selector has to match pods that are ready"));
        }
        List<Finding> findings = new ArrayList<>();
        findings.add(Finding.ok(
                name(),
                doors.stream()
                        .map(door -> door.gateway() + " port " + door.port()
                                + (door.tls().isPresent() ? " (TLS)" : "") + " for " + door.host())
                        .distinct()
                        .collect(Collectors.joining(", "))));
        if (policy.health().gatewayTelemetry()) {
            findings.addAll(counters(policy, doors));
        }
        return findings;
    }

    private List<Finding> counters(PolicySpec policy, List<Ingress> doors) {
        List<String> hosts = new Inspection(client).hosts(subject.namespace(), policy);
        Map<String, Ingress> pods = new TreeMap<>();
        doors.forEach(door -> pods.put(door.gateway(), door));
        return pods.values().stream().map(door -> counters(hosts, door)).toList();
    }

    private Finding counters(List<String> hosts, Ingress door) {
        String check = "counters of " + door.gateway();
        CounterSource.Page page = source.read(door);
        if (page.text().isEmpty()) {
            return Finding.skip(check, page.trouble());
        }
        return told(check, "port " + door.counters().port(), page.text().get(), hosts, subject.namespace());
    }

    /** What a page of counters says of a policy's hosts. */
    static Finding told(String check, String where, String page, List<String> hosts, String namespace) {
        String what = String.join(", ", hosts);
        try {
            if (hosts.stream().noneMatch(host -> Inspection.knows(page, host, namespace))) {
                return Finding.warn(
                        check,
                        where + " tells none for " + what + " yet",
                        "fine if the gateway had no request for it; else turn on Istio's default metrics");
            }
            return hosts.stream()
                            .filter(host -> Inspection.knows(page, host, namespace))
                            .allMatch(host -> Inspection.tellsSent(page, host, namespace))
                    ? Finding.ok(check, where + " tells requests for " + what)
                    : Finding.warn(
                            check,
                            where + " tells requests for " + what
                                    + ", but not those that are not answered: users who hang are seen only when they give up",
                            "add cluster.outbound to proxyStatsMatcher.inclusionPrefixes in the gateway's ProxyConfig");
        } catch (IllegalArgumentException e) {
            return Finding.fail(
                    check,
                    where + " does not answer in Prometheus' text format",
                    "name Envoy's port http-envoy-prom in the gateway's pods");
        }
    }
}
