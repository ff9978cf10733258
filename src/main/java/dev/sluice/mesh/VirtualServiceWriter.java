package dev.sluice.mesh;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Writes edits of VirtualServices that others write too. */
final class VirtualServiceWriter {
    /** A conflict means that someone else writes; after so many in a row the next pass tries again. */
    private static final int CONFLICTS = 5;

    /** Others that write may be as many rollouts as the VirtualService has routes: whoever goes back outlasts them. */
    private static final int CONFLICTS_BACK = 25;

    private static final long SHORTEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(2);
    private static final long LONGEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(80);
    private static final long LONGEST_PAUSE_BACK = TimeUnit.MILLISECONDS.toNanos(10);

    private final IstioResourceClient istio;
    private final VirtualServiceTurns turns = new VirtualServiceTurns();

    VirtualServiceWriter(IstioResourceClient istio) {
        this.istio = istio;
    }

    /** A conflict is tried again on fresh data, each writer at a moment of its own; those that go back wait least. */
    Optional<VirtualServiceEdit> write(
            String namespace,
            String name,
            boolean back,
            Supplier<Optional<VirtualServiceEdit>> plan,
            BooleanSupplier may) {
        for (int attempt = 1; ; attempt++) {
            try {
                return turns.take(namespace, name, back, () -> attempt(plan, may));
            } catch (ApiRejectedException e) {
                if (!e.conflict() || attempt == (back ? CONFLICTS_BACK : CONFLICTS)) {
                    throw e;
                }
            }
            long most = Math.min(back ? LONGEST_PAUSE_BACK : LONGEST_PAUSE, SHORTEST_PAUSE << attempt);
            LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(most));
        }
    }

    private Optional<VirtualServiceEdit> attempt(Supplier<Optional<VirtualServiceEdit>> plan, BooleanSupplier may) {
        Optional<VirtualServiceEdit> edit = plan.get().filter(VirtualServiceEdit::needed);
        if (edit.isEmpty()) {
            return edit;
        }
        VirtualServiceEdit planned = edit.get();
        ObjectNode after = istio.patch(IstioResourceClient.VIRTUAL_SERVICE, planned.before(), planned.after(), may);
        return Optional.of(new VirtualServiceEdit(planned.before(), after, planned.stamp()));
    }
}
