package dev.sluice.kubernetes;

import dev.sluice.api.PolicySpec;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn.Type;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;
import java.io.Serial;

/** How one app is released; written by the user. */
@Group("sluice.dev")
@Version("v1alpha1")
@Kind("RolloutPolicy")
@Singular("rolloutpolicy")
@Plural("rolloutpolicies")
@ShortNames("slp")
@AdditionalPrinterColumn(name = "AGE", jsonPath = ".metadata.creationTimestamp", type = Type.DATE)
public final class PolicyResource extends CustomResource<PolicySpec, PolicyStatus> implements Namespaced {
    @Serial
    private static final long serialVersionUID = 1L;
}
