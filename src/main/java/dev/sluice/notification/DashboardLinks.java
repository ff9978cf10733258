package dev.sluice.notification;

import java.net.URI;
import java.util.Optional;

/**
 * Where rollouts are shown.
 *
 * @param base its address, without a slash at the end
 */
public record DashboardLinks(String base) {
    /**
     * Reads an address.
     *
     * @throws IllegalArgumentException when it is not one that a browser opens; the message names the cure
     */
    public static DashboardLinks at(String url) {
        String base = url.strip().replaceAll("/+$", "");
        if (!base.matches("https?://[^/?#\\s]+[^?#\\s]*") || !parses(base)) {
            throw new IllegalArgumentException("sluice.notify.dashboard-url is no address of a page; write one as in"
                    + " https://sluice.example.com, without a query");
        }
        return new DashboardLinks(base);
    }

    private static boolean parses(String url) {
        try {
            return URI.create(url).getHost() != null;
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    /** Reads an address that may not be there, or be empty. */
    public static Optional<DashboardLinks> of(Optional<String> url) {
        return url.filter(text -> !text.isBlank()).map(DashboardLinks::at);
    }

    /** The page of one Rollout; names in Kubernetes need no escaping. */
    URI of(String namespace, String rollout) {
        return URI.create(base + "/namespaces/" + namespace + "/rollouts/" + rollout);
    }
}
