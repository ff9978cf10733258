package dev.sluice.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/**
 * What differs for probes through one VirtualService.
 *
 * @param path request path; empty for the policy's
 * @param host Host header; empty for the policy's, or the first host of the VirtualService
 */
public record RouteProbeSpec(
        @Size(max = ProbeSpec.LONGEST_PATH)
        @Pattern(KubernetesNames.PATH_OR_NONE)
        @JsonPropertyDescription("Request path. Default: health.probe.path.")
        String path,

        @Size(max = KubernetesNames.LONGEST_OBJECT)
        @Pattern(KubernetesNames.AUTHORITY_PATTERN)
        @JsonPropertyDescription("Host header. Default: health.probe.host, else the VirtualService's first host.")
        String host) {

    /** Checks and fills in the defaults. */
    public RouteProbeSpec(@Nullable String path, @Nullable String host) {
        this.path = SpecValidation.orElse(path, "");
        this.host = SpecValidation.orElse(host, "");
        SpecValidation.authority(this.host, "host");
        if (!this.path.isEmpty()) {
            SpecValidation.path(this.path, "path");
        }
    }
}
