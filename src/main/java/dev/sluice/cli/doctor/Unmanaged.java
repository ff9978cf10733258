package dev.sluice.cli.doctor;

import dev.sluice.api.ManagedNamespaces;

/** What is said of objects in namespaces that the controller was not let into. */
final class Unmanaged {
    private Unmanaged() {}

    static CheckResult finding(String check, String namespace, ManagedNamespaces managed) {
        return CheckResult.fail(
                check,
                "is in namespace " + namespace
                        + ", which the controller does not look into, so nothing is released there",
                "add it to " + ManagedNamespaces.SETTING + ": " + command(managed, namespace));
    }

    /** How the controller is let into one more. */
    private static String command(ManagedNamespaces managed, String namespace) {
        return "sluice install --namespaces " + String.join(",", managed.apps()) + "," + namespace
                + " --gateway-namespaces " + String.join(",", managed.gateways());
    }
}
