package dev.sluice.cli.doctor;

import io.quarkus.runtime.annotations.RegisterForReflection;

/** What came of a check. */
@RegisterForReflection
public enum CheckStatus {
    /** All is well. */
    ok,
    /** It works, and not as well as it could. */
    warn,
    /** It does not work. */
    fail,
    /** It could not be looked at from here, which says nothing about it. */
    skip
}
