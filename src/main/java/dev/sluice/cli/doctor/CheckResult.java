package dev.sluice.cli.doctor;

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
