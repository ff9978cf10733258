package dev.sluice.cli.doctor;

import dev.sluice.api.ManagedNamespaces;
import dev.sluice.traffic.TrafficConfigException;
import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * What one check has found.
 *
 * @param check what was looked at
 * @param result what came of it
 * @param what what was seen
 * @param cure what to do about it; empty when there is nothing to do
 */
@RegisterForReflection
public record CheckResult(String check, Status result, String what, String cure) {
    static CheckResult ok(String check, String what) {
        return new CheckResult(check, Status.ok, what, "");
    }

    static CheckResult warn(String check, String what, String cure) {
        return new CheckResult(check, Status.warn, what, cure);
    }

    static CheckResult fail(String check, String what, String cure) {
        return new CheckResult(check, Status.fail, what, cure);
    }

    static CheckResult skip(String check, String what) {
        return new CheckResult(check, Status.skip, "not checked from here: " + what, "");
    }

    /** An obstacle tells what is wrong, then, behind the last semicolon, the cure. */
    static CheckResult obstacle(String check, TrafficConfigException problem) {
        return parted(check, Status.fail, problem.why());
    }

    /** Something that is no obstacle, told in the same way. */
    static CheckResult warning(String check, String why) {
        return parted(check, Status.warn, why);
    }

    private static CheckResult parted(String check, CheckResult.Status result, String why) {
        int cut = why.lastIndexOf("; ");
        return new CheckResult(
                check, result, cut < 0 ? why : why.substring(0, cut), cut < 0 ? "" : why.substring(cut + 2));
    }

    /** What is said of objects in namespaces that the controller was not let into. */
    static CheckResult unmanaged(String check, String namespace, ManagedNamespaces managed) {
        return fail(
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

    /** What came of a check. */
    @RegisterForReflection
    public enum Status {
        /** All is well. */
        ok,
        /** It works, and not as well as it could. */
        warn,
        /** It does not work. */
        fail,
        /** It could not be looked at from here, which says nothing about it. */
        skip
    }
}
