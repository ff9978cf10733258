package dev.sluice.kubernetes;

import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn.Type;
import io.fabric8.generator.annotation.Required;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;
import java.io.Serial;

/** One release of one green under a frozen copy of the policy; created by Sluice. */
@Group("sluice.dev")
@Version("v1alpha1")
@Kind("Rollout")
@Singular("rollout")
@Plural("rollouts")
@ShortNames("slr")
@AdditionalPrinterColumn(name = "AGE", jsonPath = ".metadata.creationTimestamp", type = Type.DATE)
public final class RolloutResource extends CustomResource<RolloutSpec, RolloutStatus> implements Namespaced {
    @Serial
    private static final long serialVersionUID = 1L;

    /** There is always one: a rule about how it may change asks nothing of one that was taken out, nor of the one that is put in then. */
    @Override
    @Required
    public RolloutSpec getSpec() {
        return super.getSpec();
    }
}
