package dev.sluice.traffic.istio;

import dev.sluice.api.ManagedNamespaces;
import dev.sluice.kubernetes.ApiKind;
import dev.sluice.kubernetes.ApiReader;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What the controller of a cluster was told, as far as its Deployment may be seen; what is usual where it may not.
 *
 * @param trust which pods may be gateways
 * @param namespaces where it looks
 */
public record InstalledSettings(GatewayTrust trust, ManagedNamespaces namespaces) {
    /** Where the manifests put the controller. */
    private static final String USUAL = "sluice-system";

    private static final int FEW = 20;

    private static final Map<String, String> LABELS =
            Map.of("app.kubernetes.io/name", "sluice", "app.kubernetes.io/component", "controller");

    /** Whether the controller's Deployment may be seen, or that there is none. */
    public static boolean seen(KubernetesClient client) {
        try {
            deployments(client);
            return true;
        } catch (KubernetesClientException e) {
            return false;
        }
    }

    /** Looks with the rights of this client. */
    public static InstalledSettings of(KubernetesClient client) {
        try {
            return deployments(client).stream()
                    .findFirst()
                    .map(InstalledSettings::of)
                    .orElseGet(() -> new InstalledSettings(GatewayTrust.USUALLY, ManagedNamespaces.ALL));
        } catch (KubernetesClientException e) {
            return new InstalledSettings(GatewayTrust.USUALLY, ManagedNamespaces.ALL);
        }
    }

    /**
     * The controllers of a cluster. Who may not list Deployments of all namespaces is told of those in the usual one.
     *
     * @throws KubernetesClientException when neither may be listed
     */
    public static List<Deployment> deployments(KubernetesClient client) {
        try {
            return usualFirst(new ApiReader(client)
                    .some(ApiKind.DEPLOYMENTS, "", LABELS, ApiReader.Most.of(FEW), Optional::of)
                    .items());
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_FORBIDDEN) {
                throw e;
            }
            return new ApiReader(client)
                    .some(ApiKind.DEPLOYMENTS, USUAL, LABELS, ApiReader.Most.of(FEW), Optional::of)
                    .items();
        }
    }

    /** The account that a controller acts with, as reviews of rights name it. */
    public static String account(Deployment controller) {
        return "system:serviceaccount:" + controller.getMetadata().getNamespace() + ":"
                + controller.getSpec().getTemplate().getSpec().getServiceAccountName();
    }

    /** Anybody may give a Deployment these labels. */
    private static List<Deployment> usualFirst(List<Deployment> found) {
        return found.stream()
                .sorted(Comparator.comparing(
                        one -> !one.getMetadata().getNamespace().equals(USUAL)))
                .toList();
    }

    private static InstalledSettings of(Deployment controller) {
        List<EnvVar> all = controller.getSpec().getTemplate().getSpec().getContainers().stream()
                .map(Container::getEnv)
                .flatMap(List::stream)
                .toList();
        GatewayTrust trust = GatewayTrust.of(name -> list(all, name), name -> value(all, name));
        return new InstalledSettings(
                trust, trust.within(list(all, ManagedNamespaces.SETTING).orElse(List.of())));
    }

    private static Optional<List<String>> list(List<EnvVar> all, String name) {
        return value(all, name)
                .map(text -> Arrays.stream(text.split(",", -1))
                        .map(String::strip)
                        .filter(Predicate.not(String::isEmpty))
                        .toList());
    }

    private static Optional<String> value(List<EnvVar> all, String name) {
        return all.stream()
                .filter(one -> one.getName().equals(name))
                .flatMap(one -> Optional.ofNullable(one.getValue()).stream())
                .filter(Predicate.not(String::isBlank))
                .findFirst();
    }
}
