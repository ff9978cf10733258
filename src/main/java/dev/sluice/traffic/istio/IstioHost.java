package dev.sluice.traffic.istio;

/**
 * A destination host as Istio understands it: short names are relative to a namespace.
 *
 * @param service name of the Service, or the whole name of a host outside Kubernetes
 * @param namespace namespace of the Service; empty outside Kubernetes
 */
public record IstioHost(String service, String namespace) {
    private static final int DOMAIN = 3;

    public static IstioHost of(String text, String namespace) {
        String[] parts = text.split("\\.", DOMAIN + 1);
        if (parts.length == 1) {
            return new IstioHost(text, namespace);
        }
        boolean service = parts.length >= DOMAIN && parts[2].equals("svc");
        return service && (parts.length == DOMAIN || parts[DOMAIN].equals(ClusterDomain.own()))
                ? new IstioHost(parts[0], parts[1])
                : new IstioHost(text, "");
    }

    static boolean same(String a, String b, String namespace) {
        return of(a, namespace).equals(of(b, namespace));
    }
}
