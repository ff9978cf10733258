package dev.sluice.mesh;

/**
 * A destination host as Istio understands it: short names are relative to a namespace.
 *
 * @param service name of the Service, or the whole name of a host outside Kubernetes
 * @param namespace namespace of the Service; empty outside Kubernetes
 */
record Host(String service, String namespace) {
    static Host of(String text, String namespace) {
        String[] parts = text.split("\\.", -1);
        if (parts.length == 1) {
            return new Host(text, namespace);
        }
        return parts.length >= 3 && parts[2].equals("svc") ? new Host(parts[0], parts[1]) : new Host(text, "");
    }

    static boolean same(String a, String b, String namespace) {
        return of(a, namespace).equals(of(b, namespace));
    }
}
