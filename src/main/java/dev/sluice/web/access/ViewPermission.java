package dev.sluice.web.access;

import dev.sluice.kubernetes.ResourceAttributes;
import java.util.List;
import java.util.stream.Stream;

/** What the dashboard shows of a namespace; each is a kind of its own to Kubernetes, and so a right of its own. */
public enum ViewPermission {
    /** The list, and the page of each. */
    Rollouts("rollouts", "sluice.dev", "rollouts", "sluice-viewer", "list", "get", "watch"),
    /** The list, and the page of each. */
    Policies("policies", "sluice.dev", "rolloutpolicies", "sluice-viewer", "list", "get"),
    /** A card on a rollout's page. */
    Pods("pods", "", "pods", "view", "list");

    private final String word;
    private final String group;
    private final String resource;
    private final String role;
    private final List<String> verbs;

    ViewPermission(String word, String group, String resource, String role, String... verbs) {
        this.word = word;
        this.group = group;
        this.resource = resource;
        this.role = role;
        this.verbs = List.of(verbs);
    }

    /** As a person reads it. */
    public String word() {
        return word;
    }

    /** The ClusterRole that gives the right to it. */
    public String role() {
        return role;
    }

    /** What whoever sees it may do; an empty namespace is all of them. */
    Stream<ResourceAttributes> deeds(String namespace) {
        return verbs.stream().map(verb -> new ResourceAttributes.ToObjects(verb, group, resource, namespace, ""));
    }
}
