package dev.sluice.traffic.istio;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.kubernetes.ConflictRetry;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Writes edits of VirtualServices that others write too. */
final class VirtualServiceWriter {
    /** Others that write may be as many rollouts as the VirtualService has routes: whoever goes back outlasts them and waits least. */
    private static final ConflictRetry BACK = new ConflictRetry(25, Duration.ofMillis(10));

    private final IstioResourceClient istio;
    private final VirtualServiceTurns turns = new VirtualServiceTurns();

    VirtualServiceWriter(IstioResourceClient istio) {
        this.istio = istio;
    }

    /** A conflict is tried again on fresh data; after some in a row the next pass tries. */
    Optional<VirtualServiceEdit> write(
            String namespace,
            String name,
            boolean back,
            Supplier<Optional<VirtualServiceEdit>> plan,
            BooleanSupplier may) {
        return (back ? BACK : ConflictRetry.USUAL)
                .run(
                        e -> e instanceof ApiRejectedException rejected && rejected.conflict(),
                        _ -> turns.take(namespace, name, back, () -> attempt(plan, may)));
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
