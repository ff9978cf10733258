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
public record Finding(String check, Result result, String what, String cure) {
    static Finding ok(String check, String what) {
        return new Finding(check, Result.ok, what, "");
    }

    static Finding warn(String check, String what, String cure) {
        return new Finding(check, Result.warn, what, cure);
    }

    static Finding fail(String check, String what, String cure) {
        return new Finding(check, Result.fail, what, cure);
    }

    static Finding skip(String check, String what) {
        return new Finding(check, Result.skip, "not checked from here: " + what, "");
    }
}
