package dev.sluice.kubernetes;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.sluice.api.KubernetesNames;
import dev.sluice.api.PolicySpec;
import dev.sluice.api.TextSanitizer;
import dev.sluice.rollout.Desired;
import io.fabric8.crd.generator.annotation.PrinterColumn;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The frozen plan of one release. Only {@code desired} is for users to change.
 *
 * @param policy name of the policy
 * @param plan the policy as it was when the release began
 * @param blue the version that serves
 * @param green the version being released
 * @param version value of the label {@code version} that green's subset selects
 * @param first whether nothing served before, so that green goes straight to 100
 * @param routes the VirtualServices that take part
 * @param capacity what blue carried all the traffic with; absent where nobody counted
 * @param notes what people should know of the release from its beginning; absent when there is nothing
 * @param pin secret header value that pins a probe to a version
 * @param desired what the user wants
 */
@ValidationRule(
        value = "self.policy == oldSelf.policy && self.plan == oldSelf.plan && self.blue == oldSelf.blue"
                + " && self.green == oldSelf.green && self.version == oldSelf.version && self.pin == oldSelf.pin"
                + " && has(self.first) == has(oldSelf.first) && (!has(self.first) || self.first == oldSelf.first)"
                + " && has(self.routes) == has(oldSelf.routes) && (!has(self.routes) || self.routes == oldSelf.routes)"
                + " && has(self.capacity) == has(oldSelf.capacity)"
                + " && (!has(self.capacity) || self.capacity == oldSelf.capacity)"
                + " && has(self.notes) == has(oldSelf.notes) && (!has(self.notes) || self.notes == oldSelf.notes)",
        message = "the plan is frozen; only spec.desired may change")
public record RolloutSpec(
        @PrinterColumn(name = "POLICY")
        @Required
        @Size(max = KubernetesNames.LONGEST_OBJECT)
        @JsonPropertyDescription("Name of the policy.")
        String policy,

        @Required @JsonPropertyDescription("The policy as it was when the release began.")
        PolicySpec plan,

        @Required @JsonPropertyDescription("The version that served when the release began.")
        VersionSpec blue,

        @Required @JsonPropertyDescription("The version being released.")
        VersionSpec green,

        @Required @Size(max = 63) @JsonPropertyDescription("Value of the label version that green's subset selects.")
        String version,

        @JsonPropertyDescription("Whether nothing served before: green goes straight to 100.")
        boolean first,

        @Size(max = 16) @JsonPropertyDescription("The VirtualServices that take part, as they were found.")
        List<RouteTargetSpec> routes,

        @JsonPropertyDescription("What blue carried all the traffic with when the release began.")
        @JsonInclude(JsonInclude.Include.NON_NULL)
        @Nullable
        MeasureSpec capacity,

        @Size(max = MOST_NOTES)
        @JsonPropertyDescription("What people should know of the release from its beginning.")
        @JsonInclude(JsonInclude.Include.NON_NULL)
        @Nullable
        List<@Size(max = LONGEST_NOTE) String> notes,

        @Required @Size(max = 253) @JsonPropertyDescription("Secret header value that pins a probe to a version.")
        String pin,

        @PrinterColumn(name = "DESIRED")
        @Default("Run")
        @JsonPropertyDescription(
                "What the user wants: Run, Paused (keep the weight), Aborted (all traffic back to blue), Promoted (skip the remaining holds).")
        Desired desired) {
    /** Of all notes together, those beyond are left out. */
    private static final int MOST_NOTES = 20;

    private static final int LONGEST_NOTE = 500;

    /** Notes in the form and number in which a Rollout keeps them; none when there is nothing to note. */
    public static @Nullable List<String> noted(List<String> notes) {
        return notes.isEmpty()
                ? null
                : notes.stream()
                        .limit(MOST_NOTES)
                        .map(note -> TextSanitizer.line(note, LONGEST_NOTE))
                        .toList();
    }

    /** Whether nothing is missing that Sluice writes; people may create Rollouts by hand. */
    boolean whole() {
        return Stream.of(policy, plan, blue, green, version, routes, pin).allMatch(Objects::nonNull)
                && !routes.isEmpty()
                && Stream.of(blue, green).allMatch(VersionSpec::named)
                && routes.stream().allMatch(this::planned);
    }

    /** The destination host that is a Service of another namespace, whose requests are nobody's here; empty when there is none. */
    Optional<String> foreignHost(@Nullable String namespace) {
        return routes.stream()
                .map(RouteTargetSpec::host)
                .filter(host -> KubernetesNames.serviceNamespace(host)
                        .filter(home -> !home.equals(namespace))
                        .isPresent())
                .findFirst();
    }

    private boolean planned(@Nullable RouteTargetSpec found) {
        return found != null
                && found.host() != null
                && found.asks()
                && plan.routes().stream().anyMatch(found::of);
    }

    /** The same plan with another wish; {@code Run} where that is null. */
    RolloutSpec with(@Nullable Desired wish) {
        return new RolloutSpec(
                policy,
                plan,
                blue,
                green,
                version,
                first,
                routes,
                capacity,
                notes,
                pin,
                Objects.requireNonNullElse(wish, Desired.Run));
    }

    /** A copy that may be shown to everyone: who knows the pin chooses the version, and headers of probes may be credentials. */
    public RolloutSpec withoutSecrets() {
        return new RolloutSpec(
                policy, plan.withoutHeaderValues(), blue, green, version, first, routes, capacity, notes, "", desired);
    }
}
