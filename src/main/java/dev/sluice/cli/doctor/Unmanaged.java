package dev.sluice.cli.doctor;

import dev.sluice.policy.Namespaces;

/** What is said of objects in namespaces that the controller was not let into. */
final class Unmanaged {
    private Unmanaged() {}

    static Finding finding(String check, String namespace, Namespaces managed) {
        return Finding.fail(
                check,
                "is in namespace " + namespace
                        + ", which the controller does not look into, so nothing is released there",
                "add it to " + Namespaces.SETTING + ": " + command(managed, namespace));
    }

    /** How the controller is let into one more. */
    private static String command(Namespaces managed, String namespace) {
        return "sluice install --namespaces " + String.join(",", managed.apps()) + "," + namespace
                + " --gateway-namespaces " + String.join(",", managed.gateways());
    }
}
