package dev.sluice.cli.doctor;

import dev.sluice.api.PolicySpec;
import java.util.Optional;

/**
 * A policy that is looked at: of the cluster, or of a file that is not applied yet.
 *
 * @param namespace its namespace
 * @param name its name
 * @param spec what it asks for; empty when it cannot be used
 * @param problem why it cannot be used
 * @param ready what the controller makes of it: True, False, or empty before it has looked
 * @param message what the controller says about it
 * @param busy whether a release of it goes on
 */
public record PolicyUnderTest(
        String namespace,
        String name,
        Optional<PolicySpec> spec,
        String problem,
        Optional<String> ready,
        String message,
        boolean busy) {
    /** Of a file. */
    public static PolicyUnderTest file(String namespace, String name, PolicySpec spec) {
        return new PolicyUnderTest(
                namespace, name, Optional.of(spec), "", Optional.empty(), "a file; not applied", false);
    }

    String key() {
        return namespace + "/" + name;
    }
}
