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
public record CheckResult(String check, CheckStatus result, String what, String cure) {
    static CheckResult ok(String check, String what) {
        return new CheckResult(check, CheckStatus.ok, what, "");
    }

    static CheckResult warn(String check, String what, String cure) {
        return new CheckResult(check, CheckStatus.warn, what, cure);
    }

    static CheckResult fail(String check, String what, String cure) {
        return new CheckResult(check, CheckStatus.fail, what, cure);
    }

    static CheckResult skip(String check, String what) {
        return new CheckResult(check, CheckStatus.skip, "not checked from here: " + what, "");
    }
}
