package dev.sluice.kubernetes;

import java.util.List;
import java.util.Map;

/**
 * Who somebody is to Kubernetes.
 *
 * @param name the user name that RoleBindings name
 * @param uid as the authenticator gave it; may be empty
 * @param groups the groups that RoleBindings name
 * @param extra what else the authenticator said, which authorisation webhooks may look at
 */
public record KubernetesUser(String name, String uid, List<String> groups, Map<String, List<String>> extra) {
    /** Checks and copies. */
    public KubernetesUser {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("an identity has no name");
        }
        groups = List.copyOf(groups);
        extra = Map.copyOf(extra);
    }
}
