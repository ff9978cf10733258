package dev.sluice.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One of several paths that are probed, and what a healthy answer to it looks like.
 *
 * @param path request path
 * @param weight how often it is asked, next to the other paths
 * @param expectedStatus statuses that count as healthy; empty for the probe's
 * @param bodyContains text that a healthy answer contains; empty for the probe's
 * @param bodyMatches regular expression that is found in a healthy answer; empty for the probe's
 */
public record ProbePathSpec(
        @Required
        @Size(max = ProbeSpec.LONGEST_PATH)
        @Pattern(KubernetesNames.PATH_PATTERN)
        @JsonPropertyDescription("Request path.")
        String path,

        @Default("1") @Min(1) @Max(100) @JsonPropertyDescription("How often it is asked, next to the other paths.")
        Integer weight,

        @Size(max = StatusRange.MOST)
        @JsonPropertyDescription("Statuses that count as healthy here. Default: health.probe.expectedStatus.")
        List<@Size(max = StatusRange.LONGEST) @Pattern(StatusRange.SCHEMA) String> expectedStatus,

        @Size(max = ProbeSpec.LONGEST_TEXT)
        @JsonPropertyDescription("Text that a healthy answer contains here. Default: health.probe.bodyContains.")
        String bodyContains,

        @Size(max = SafeRegex.LONGEST)
        @JsonPropertyDescription(
                "Regular expression that is found in a healthy answer here. Default: health.probe.bodyMatches.")
        String bodyMatches) {

    /** Checks and fills in the defaults. */
    public ProbePathSpec(
            @Nullable String path,
            @Nullable Integer weight,
            @Nullable List<String> expectedStatus,
            @Nullable String bodyContains,
            @Nullable String bodyMatches) {
        this.path = SpecValidation.orElse(path, "");
        this.weight = SpecValidation.orElse(weight, 1);
        this.expectedStatus = SpecValidation.copy(expectedStatus, List.of(), "expectedStatus");
        this.bodyContains = SpecValidation.orElse(bodyContains, "");
        this.bodyMatches = SpecValidation.orElse(bodyMatches, "");
        SpecValidation.path(this.path, "path");
        SpecValidation.between(this.weight, 1, 100, "weight");
        SpecValidation.fits(this.bodyContains, ProbeSpec.LONGEST_TEXT, "bodyContains");
        SpecValidation.fits(this.expectedStatus, StatusRange.MOST, StatusRange.LONGEST, "expectedStatus");
        statuses();
        SafeRegex.of(this.bodyMatches, "bodyMatches");
    }

    /** The healthy statuses, read. */
    public List<StatusRange> statuses() {
        return IntStream.range(0, expectedStatus.size())
                .mapToObj(i -> StatusRange.parse(expectedStatus.get(i), "expectedStatus[" + i + "]"))
                .toList();
    }

    /** The same path; what it leaves open is filled in from another. */
    ProbePathSpec or(ProbePathSpec other) {
        return new ProbePathSpec(
                path,
                weight,
                expectedStatus.isEmpty() ? other.expectedStatus : expectedStatus,
                bodyContains.isEmpty() ? other.bodyContains : bodyContains,
                bodyMatches.isEmpty() ? other.bodyMatches : bodyMatches);
    }

    /** What is expected here, of an answer to another path. */
    public ProbePathSpec at(String other) {
        return new ProbePathSpec(other, weight, expectedStatus, bodyContains, bodyMatches);
    }
}
