package dev.sluice.cli.cluster;

import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.Optional;

/**
 * What a command asks of the API server, for the line that says why it did not get it.
 *
 * @param verb as in RBAC: get, list, watch, patch
 * @param resource as in RBAC, with its group: rollouts.sluice.dev
 * @param namespace where; empty for everywhere, or for an object that is in none
 */
public record ApiRequestDescription(String verb, String resource, String namespace) {
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;
    private static final int INVALID = 422;
    private static final String OURS = ".sluice.dev";

    CliException refused(KubernetesClientException e, Cluster.Place place) {
        return switch (e.getCode()) {
            case -1, 0 -> unreachable(e, place);
            case UNAUTHORIZED ->
                new CliException("the API server at " + place.server()
                        + " does not know you (401); log in again, or choose another" + " user with --context (now "
                        + place.context() + ")");
            case FORBIDDEN ->
                new CliException("you may not " + verb + " " + resource + where()
                        + "; ask for that right (kubectl auth can-i " + verb + " " + resource + flag() + ")");
            case NOT_FOUND ->
                resource.endsWith(OURS)
                        ? new CliException("Sluice is not installed in this cluster (it knows no " + resource
                                + "); run sluice install, or choose another with --context (now " + place.context()
                                + ")")
                        : new CliException(
                                "there is no such thing in this cluster: " + resource + where() + " (" + said(e) + ")");
            case CONFLICT ->
                new CliException(resource + where() + " changed at the same moment; run the command again");
            case INVALID -> new CliException("the API server refuses it: " + said(e));
            default -> new CliException("could not " + verb + " " + resource + where() + ": " + said(e));
        };
    }

    private static CliException unreachable(KubernetesClientException e, Cluster.Place place) {
        Throwable root = e;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        String why =
                Optional.ofNullable(root.getMessage()).orElse(root.getClass().getSimpleName());
        return new CliException("the API server at " + place.server() + " does not answer (" + firstLine(why)
                + "); is the cluster up, and context " + place.context() + " the right one?");
    }

    /** The API server's own words, on one line. */
    public static String said(KubernetesClientException e) {
        String text = e.getStatus() == null || e.getStatus().getMessage() == null
                ? String.valueOf(e.getMessage())
                : e.getStatus().getMessage();
        return firstLine(text);
    }

    private static String firstLine(String text) {
        return text.lines().findFirst().orElse("");
    }

    private String where() {
        return !namespace.isEmpty() ? " in namespace " + namespace : several() ? " in all namespaces" : "";
    }

    private String flag() {
        return !namespace.isEmpty() ? " -n " + namespace : several() ? " -A" : "";
    }

    /** One object without a namespace is in none; several may be in all. */
    private boolean several() {
        return verb.equals("list") || verb.equals("watch");
    }
}
