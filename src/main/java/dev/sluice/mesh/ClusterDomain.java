package dev.sluice.mesh;

import org.eclipse.microprofile.config.ConfigProvider;

/** The domain of the cluster's Services. A host of any other is no Service, whatever it looks like: anybody may write a ServiceEntry for it. */
final class ClusterDomain {
    private static final String SETTING = "sluice.cluster-domain";
    private static final String USUAL = "cluster.local";

    private ClusterDomain() {}

    /** By {@code SLUICE_CLUSTER_DOMAIN}, or what is usual. */
    static String own() {
        return ConfigProvider.getConfig()
                .getOptionalValue(SETTING, String.class)
                .orElse(USUAL);
    }
}
