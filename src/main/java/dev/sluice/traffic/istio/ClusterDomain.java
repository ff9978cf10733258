package dev.sluice.traffic.istio;

import org.eclipse.microprofile.config.ConfigProvider;
import org.jspecify.annotations.Nullable;

/** The domain of the cluster's Services. A host of any other is no Service, whatever it looks like: anybody may write a ServiceEntry for it. */
final class ClusterDomain {
    private static final String SETTING = "sluice.cluster-domain";
    private static final String USUAL = "cluster.local";

    /** Every line of a gateway's counters asks for it. Not looked up with the class, which a native image initializes where it is built. */
    private static volatile @Nullable String known;

    private ClusterDomain() {}

    /** By {@code SLUICE_CLUSTER_DOMAIN}, or what is usual. */
    static String own() {
        String domain = known;
        if (domain == null) {
            domain = ConfigProvider.getConfig()
                    .getOptionalValue(SETTING, String.class)
                    .orElse(USUAL);
            known = domain;
        }
        return domain;
    }
}
