package dev.sluice.cli.doctor;

import dev.sluice.api.PolicySpec;
import dev.sluice.api.ProbeHeaderSpec;
import dev.sluice.api.ProbeSpec;
import dev.sluice.kubernetes.ProbeSecrets;
import dev.sluice.rollout.GatewayEndpoint;
import dev.sluice.traffic.TrafficConfigException;
import dev.sluice.traffic.istio.InstalledSettings;
import dev.sluice.traffic.istio.MeshInspector;
import io.fabric8.kubernetes.api.model.authorization.v1.ResourceAttributes;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whether the Secrets that a policy's probes bring are there, have the key, are lent, and may be read by the controller. Shows no value. */
record ProbeSecretsCheck(KubernetesClient client, PolicyUnderTest subject) implements CheckRunner.Check {
    @Override
    public String name() {
        return "secrets of " + subject.key();
    }

    @Override
    public List<CheckResult> look() {
        List<ProbeHeaderSpec> headers =
                subject.spec().map(spec -> spec.health().probe().headersFrom()).orElse(List.of());
        if (headers.isEmpty()) {
            return List.of();
        }
        List<String> hosts = hosts(subject.spec().orElseThrow());
        Optional<String> account =
                InstalledSettings.deployments(client).stream().findFirst().map(InstalledSettings::account);
        List<CheckResult> findings = new ArrayList<>();
        for (ProbeHeaderSpec header : headers) {
            findings.add(lent(header, hosts));
            account.flatMap(known -> unreadable(known, header)).ifPresent(findings::add);
        }
        return findings.stream().distinct().toList();
    }

    private CheckResult lent(ProbeHeaderSpec header, List<String> hosts) {
        String secret =
                subject.namespace() + "/" + header.valueFrom().secretKeyRef().name();
        try {
            return ProbeSecrets.problem(client, subject.namespace(), header, hosts)
                    .map(problem -> CheckResult.obstacle(name(), new TrafficConfigException(problem)))
                    .orElseGet(() -> CheckResult.ok(
                            name(),
                            "Secret " + secret + " lends its key "
                                    + header.valueFrom().secretKeyRef().key() + " to the header " + header.name()));
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_FORBIDDEN) {
                throw e;
            }
            return CheckResult.skip(
                    name(),
                    "you may not read Secret " + secret
                            + ", so whether it is there, has the key and is lent is not seen; whoever owns it may look");
        }
    }

    /** Only who may ask for others is told. */
    private Optional<CheckResult> unreadable(String account, ProbeHeaderSpec header) {
        String name = header.valueFrom().secretKeyRef().name();
        String secret = subject.namespace() + "/" + name;
        ResourceAttributes read = new ControllerRightsCheck.Permission("get", "", "secrets", "")
                .in(subject.namespace()).toBuilder().withName(name).build();
        try {
            return ControllerRightsCheck.may(client, account, read)
                    .filter(may -> !may)
                    .map(
                            _ -> CheckResult.fail(
                                    name(),
                                    account + " may not get Secret " + secret,
                                    "sluice install --with probe-secrets, or a Role in that namespace; docs/security.md has both"));
        } catch (KubernetesClientException e) {
            return Optional.of(
                    CheckResult.skip(name(), "whether the controller may read Secret " + secret + " is not seen"));
        }
    }

    private List<String> hosts(PolicySpec policy) {
        ProbeSpec probe = policy.health().probe();
        try {
            List<String> hosts = new MeshInspector(client)
                    .endpoints(subject.namespace(), policy).endpoints().stream()
                            .map(GatewayEndpoint::host)
                            .distinct()
                            .toList();
            return hosts.isEmpty() ? named(probe) : hosts;
        } catch (TrafficConfigException e) {
            // Another check tells it.
            return named(probe);
        }
    }

    private static List<String> named(ProbeSpec probe) {
        return Optional.ofNullable(probe.host()).filter(host -> !host.isEmpty()).stream()
                .toList();
    }
}
