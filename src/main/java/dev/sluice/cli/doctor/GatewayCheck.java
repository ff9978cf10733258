package dev.sluice.cli.doctor;

import dev.sluice.api.PolicySpec;
import dev.sluice.evidence.gateway.GatewayMetricsPage;
import dev.sluice.rollout.GatewayEndpoint;
import dev.sluice.traffic.TrafficConfigException;
import dev.sluice.traffic.istio.IstioGatewayLocator;
import dev.sluice.traffic.istio.MeshInspector;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Which gateway pods serve a policy's app, and whether they tell what they count. */
record GatewayCheck(KubernetesClient client, GatewayMetricsFetcher source, PolicyUnderTest subject)
        implements CheckRunner.Check {
    @Override
    public String name() {
        return "gateways of " + subject.key();
    }

    @Override
    public List<CheckResult> look() {
        if (subject.spec().isEmpty()) {
            return List.of();
        }
        PolicySpec policy = subject.spec().get();
        try {
            IstioGatewayLocator.Found found = new MeshInspector(client).endpoints(subject.namespace(), policy);
            List<CheckResult> findings = new ArrayList<>(findings(policy, found.endpoints()));
            found.ignored().forEach(stranger -> findings.add(CheckResult.warning(name(), stranger)));
            return findings;
        } catch (TrafficConfigException e) {
            return List.of(CheckResult.obstacle(name(), e));
        }
    }

    private List<CheckResult> findings(PolicySpec policy, List<GatewayEndpoint> endpoints) {
        if (endpoints.isEmpty()) {
            return List.of(CheckResult.fail(
                    name(), "no ready pod", "the Gateway's spec.selector has to match pods that are ready"));
        }
        List<CheckResult> findings = new ArrayList<>();
        findings.add(CheckResult.ok(
                name(),
                endpoints.stream()
                        .map(endpoint -> endpoint.gateway() + " port " + endpoint.port()
                                + (endpoint.tls().isPresent() ? " (TLS)" : "") + " for " + endpoint.host())
                        .distinct()
                        .collect(Collectors.joining(", "))));
        if (policy.health().gatewayTelemetry()) {
            findings.addAll(counters(policy, endpoints));
        }
        return findings;
    }

    private List<CheckResult> counters(PolicySpec policy, List<GatewayEndpoint> endpoints) {
        List<String> hosts = new MeshInspector(client).hosts(subject.namespace(), policy);
        Map<String, GatewayEndpoint> pods = new TreeMap<>();
        endpoints.forEach(endpoint -> pods.put(endpoint.gateway(), endpoint));
        return pods.values().stream().map(endpoint -> counters(hosts, endpoint)).toList();
    }

    private CheckResult counters(List<String> hosts, GatewayEndpoint endpoint) {
        String check = "counters of " + endpoint.gateway();
        GatewayMetricsFetcher.Page page = source.read(endpoint);
        if (page.text().isEmpty()) {
            return CheckResult.skip(check, page.trouble());
        }
        return told(check, "port " + endpoint.counters().port(), page.text().get(), hosts, subject.namespace());
    }

    /** What a page of counters says of a policy's hosts. */
    static CheckResult told(String check, String where, String page, List<String> hosts, String namespace) {
        String what = String.join(", ", hosts);
        try {
            GatewayMetricsPage told = GatewayMetricsPage.parse(page);
            if (hosts.stream().noneMatch(host -> told.knows(host, namespace))) {
                return CheckResult.warn(
                        check,
                        where + " tells none for " + what + " yet",
                        "fine if the gateway had no request for it; else turn on Istio's default metrics");
            }
            return hosts.stream()
                            .filter(host -> told.knows(host, namespace))
                            .allMatch(host -> told.tellsSent(host, namespace))
                    ? CheckResult.ok(check, where + " tells requests for " + what)
                    : CheckResult.warn(
                            check,
                            where + " tells requests for " + what
                                    + ", but not those that are not answered: users who hang are seen only when they give up",
                            "add cluster.outbound to proxyStatsMatcher.inclusionPrefixes in the gateway's ProxyConfig");
        } catch (IllegalArgumentException e) {
            return CheckResult.fail(
                    check,
                    where + " does not answer in Prometheus' text format",
                    "name Envoy's port http-envoy-prom in the gateway's pods");
        }
    }
}
