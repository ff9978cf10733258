package dev.sluice.cli.doctor;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.List;

/** Whether there is a cluster, and which. */
record ApiServerCheck(KubernetesClient client) implements CheckRunner.Check {
    /** The first one that checks the rules in Sluice's kinds by default. */
    private static final int OLDEST = 25;

    @Override
    public String name() {
        return "API server";
    }

    @Override
    public List<CheckResult> look() {
        try {
            var version = client.getKubernetesVersion();
            String what = client.getMasterUrl() + ", Kubernetes " + version.getMajor() + "." + version.getMinor();
            String minor = String.valueOf(version.getMinor()).replaceAll("[^0-9].*", "");
            return List.of(
                    minor.isEmpty() || Integer.parseInt(minor) >= OLDEST
                            ? CheckResult.ok(name(), what)
                            : CheckResult.warn(
                                    name(),
                                    what,
                                    "Kubernetes 1." + OLDEST + " or newer checks policies when they are applied"));
        } catch (KubernetesClientException e) {
            boolean stranger = e.getCode() == HttpURLConnection.HTTP_UNAUTHORIZED;
            return List.of(CheckResult.fail(
                    name(),
                    client.getMasterUrl()
                            + (stranger ? " does not know you" : " does not answer: " + FailureTranslator.said(e)),
                    stranger
                            ? "log in again, or choose another --context"
                            : "kubectl config current-context names the cluster; --context chooses another"));
        }
    }
}
