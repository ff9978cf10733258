package dev.sluice.cli.doctor;

import dev.sluice.cli.cluster.ObjectPages;
import dev.sluice.cli.install.CrdInfo;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodList;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.net.HttpURLConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What Sluice stands on: the API server, Istio, and Sluice's own kinds. */
final class PlatformChecks {
    /** The first one that checks the rules in Sluice's kinds by default. */
    private static final int OLDEST = 25;

    private static final String KINDS_CURE = "sluice install --crds-only";
    private static final Map<String, String> ISTIO_KINDS = new TreeMap<>(
            Map.of("VirtualService", "virtualservices", "DestinationRule", "destinationrules", "Gateway", "gateways"));
    private static final String API_SERVER = "API server";
    private static final String ISTIO = "Istio kinds";
    private static final String ISTIOD = "istiod";
    private static final String SLUICE = "Sluice kinds";
    private final KubernetesClient client;

    PlatformChecks(KubernetesClient client) {
        this.client = client;
    }

    /** Whether there is a cluster, and which. Without it there is nothing else to look at. */
    CheckRunner.Check apiServer() {
        return CheckRunner.Check.of(API_SERVER, this::lookAtApiServer);
    }

    List<CheckRunner.Check> others() {
        return List.of(
                CheckRunner.Check.of(ISTIO, this::lookAtIstioKinds),
                CheckRunner.Check.of(ISTIOD, this::lookAtIstiod),
                CheckRunner.Check.of(SLUICE, this::lookAtSluiceKinds));
    }

    private List<CheckResult> lookAtApiServer() {
        try {
            var version = client.getKubernetesVersion();
            String what = client.getMasterUrl() + ", Kubernetes " + version.getMajor() + "." + version.getMinor();
            String minor = String.valueOf(version.getMinor()).replaceAll("[^0-9].*", "");
            return List.of(
                    minor.isEmpty() || Integer.parseInt(minor) >= OLDEST
                            ? CheckResult.ok(API_SERVER, what)
                            : CheckResult.warn(
                                    API_SERVER,
                                    what,
                                    "Kubernetes 1." + OLDEST + " or newer checks policies when they are applied"));
        } catch (KubernetesClientException e) {
            boolean stranger = e.getCode() == HttpURLConnection.HTTP_UNAUTHORIZED;
            return List.of(CheckResult.fail(
                    API_SERVER,
                    client.getMasterUrl()
                            + (stranger ? " does not know you" : " does not answer: " + CheckRunner.said(e)),
                    stranger
                            ? "log in again, or choose another --context"
                            : "kubectl config current-context names the cluster; --context chooses another"));
        }
    }

    /** Whether Istio's kinds are served in the version that Sluice uses: one of each is asked for. */
    private List<CheckResult> lookAtIstioKinds() {
        List<String> missing = new ArrayList<>();
        List<String> hidden = new ArrayList<>();
        for (var kind : ISTIO_KINDS.entrySet()) {
            switch (ask(kind.getKey(), kind.getValue(), "v1")) {
                case HttpURLConnection.HTTP_NOT_FOUND -> missing.add(kind.getValue());
                case HttpURLConnection.HTTP_FORBIDDEN -> hidden.add(kind.getValue());
                default -> {}
            }
        }
        if (!missing.isEmpty()) {
            boolean old = ask("VirtualService", "virtualservices", "v1beta1") == 0;
            return List.of(CheckResult.fail(
                    ISTIO,
                    String.join(", ", missing) + " not served as networking.istio.io/v1",
                    old ? "upgrade Istio to 1.22 or newer" : "install Istio: istioctl install"));
        }
        return List.of(
                hidden.isEmpty()
                        ? CheckResult.ok(
                                ISTIO,
                                String.join(", ", ISTIO_KINDS.values()) + " are served as networking.istio.io/v1")
                        : CheckResult.skip(ISTIO, "you may not list " + String.join(", ", hidden)));
    }

    /** The HTTP status of a refusal; 0 when it was served. */
    private int ask(String kind, String plural, String version) {
        var context = new ResourceDefinitionContext.Builder()
                .withGroup("networking.istio.io")
                .withVersion(version)
                .withKind(kind)
                .withPlural(plural)
                .withNamespaced(true)
                .build();
        try {
            client.genericKubernetesResources(context)
                    .inAnyNamespace()
                    .list(new ListOptionsBuilder().withLimit(1L).build());
            return 0;
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND || e.getCode() == HttpURLConnection.HTTP_FORBIDDEN) {
                return e.getCode();
            }
            throw e;
        }
    }

    /** Whether something translates what Sluice writes. */
    private List<CheckResult> lookAtIstiod() {
        List<Seen> pods = ObjectPages.<Pod, PodList, Seen>read(
                        client.pods().inAnyNamespace().withLabel("app", "istiod"), pod -> Optional.of(Seen.of(pod)))
                .items();
        if (pods.isEmpty()) {
            return List.of(CheckResult.warn(
                    ISTIOD, "no pod labelled app=istiod", "fine if your istiod is outside this cluster"));
        }
        long ready = pods.stream().filter(Seen::ready).count();
        String what = ready + " of " + pods.size() + " ready, " + images(pods);
        return List.of(
                ready > 0
                        ? CheckResult.ok(ISTIOD, what)
                        : CheckResult.fail(
                                ISTIOD, what, "without istiod new weights do not reach the gateways; mend it first"));
    }

    private static String images(List<Seen> pods) {
        return pods.stream()
                .flatMap(pod -> pod.images().stream())
                .collect(Collectors.collectingAndThen(
                        Collectors.toCollection(TreeSet::new), set -> String.join(", ", set)));
    }

    /** What is looked at of a pod. */
    private record Seen(boolean ready, List<String> images) {
        private static Seen of(Pod pod) {
            return new Seen(
                    Readiness.getInstance().isReady(pod),
                    pod.getSpec().getContainers().stream()
                            .map(container ->
                                    container.getImage().replaceFirst("@.*", "").replaceFirst(".*/", ""))
                            .toList());
        }
    }

    /** Whether Sluice's kinds are there, and the same as this binary's. */
    private List<CheckResult> lookAtSluiceKinds() {
        List<String> missing = new ArrayList<>();
        List<String> other = new ArrayList<>();
        for (CrdInfo kind : CrdInfo.all(client)) {
            switch (kind.standing()) {
                case missing -> missing.add(kind.name());
                case differs -> other.add(kind.name());
                case same -> {}
            }
        }
        if (!missing.isEmpty()) {
            return List.of(CheckResult.fail(SLUICE, String.join(", ", missing) + " not installed", KINDS_CURE));
        }
        return List.of(
                other.isEmpty()
                        ? CheckResult.ok(SLUICE, "installed, the same as this binary's")
                        : CheckResult.warn(
                                SLUICE,
                                String.join(", ", other) + " not the same as this binary's",
                                KINDS_CURE + ", or a sluice of the cluster's version"));
    }
}
