package dev.sluice.rollout;

import dev.sluice.api.ProbeTlsSpec;
import java.util.function.Function;

/** Ways to trust whose working out a test sees. */
public final class TrustParts {
    private TrustParts() {}

    /** One that is worked out in this way. */
    public static ProbeTrust worked(Function<ProbeTlsSpec, String> worker) {
        return new ProbeTrust(new ProbeTlsSpec(null, null), worker);
    }
}
