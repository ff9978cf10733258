package dev.sluice.cli.steer;

import dev.sluice.cli.cluster.ApiRequestDescription;
import dev.sluice.cli.cluster.CliException;
import dev.sluice.cli.cluster.Cluster;
import dev.sluice.cli.text.CommandOutput;
import dev.sluice.cli.text.ExitCodes;
import dev.sluice.kubernetes.PolicyStatus;
import dev.sluice.kubernetes.StoredPolicy;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Why a release has not begun: what the controller has said of the policy and of the Deployment. */
final class StartBlockers {
    private static final Set<String> REFUSALS = Set.of("CannotRelease", "PolicyNotFound", "CarriesTraffic");
    private static final String WAITING = "Waiting";

    private final Cluster cluster;
    private final String policy;
    private final Set<String> old;

    private StartBlockers(Cluster cluster, String policy, Set<String> old) {
        this.cluster = cluster;
        this.policy = policy;
        this.old = old;
    }

    /** To be made before a release is asked for: what was said by then is of the time before. The cluster's clock is not ours, so none is asked. */
    static StartBlockers asOf(Cluster cluster, Deployment green, String policy) {
        return new StartBlockers(
                cluster,
                policy,
                events(cluster, green).stream().map(StartBlockers::id).collect(Collectors.toSet()));
    }

    /** @return 0 when it may yet begin by itself; what never will is thrown */
    int tell(Deployment green, CommandOutput output) {
        Optional<StoredPolicy> found = cluster.find().policies().stream()
                .filter(one -> one.name().equals(policy))
                .findFirst();
        List<Event> all = events(cluster, green);
        Optional<Event> last = newest(all.stream());
        Optional<Event> said = newest(all.stream().filter(event -> !old.contains(id(event))));
        Optional<String> invalid = found.filter(one -> one.spec().isEmpty())
                .map(StoredPolicy::problem)
                .or(() -> found.flatMap(StoredPolicy::status)
                        .filter(status -> "False".equals(status.ready()))
                        .map(PolicyStatus::message));
        Optional<String> refused = said.filter(event -> REFUSALS.contains(event.getReason()))
                .map(event -> ReleaseStarter.name(green) + " " + event.getMessage())
                .or(() -> invalid.map(why -> "policy " + policy + ": " + why));
        if (refused.isPresent()) {
            throw new CliException("it cannot begin: " + refused.get());
        }
        output.say(said.filter(event -> WAITING.equals(event.getReason()))
                .map(event -> "It has not begun: " + ReleaseStarter.name(green) + " " + event.getMessage() + ".")
                .or(() -> last.map(event -> "It has not begun yet. The last that was said, before you asked: "
                        + ReleaseStarter.name(green) + " " + event.getMessage() + "."))
                .orElseGet(() -> "It has not begun yet, and nothing says why; see whether the controller runs: "
                        + cluster.command("doctor")));
        return ExitCodes.DONE;
    }

    /** Ours of this Deployment. Events are an extra: who may not read them learns the same of the policy. */
    private static List<Event> events(Cluster cluster, Deployment green) {
        String namespace = green.getMetadata().getNamespace();
        try {
            return cluster
                    .ask(
                            new ApiRequestDescription("list", "events", namespace),
                            () -> cluster.client()
                                    .v1()
                                    .events()
                                    .inNamespace(namespace)
                                    .list()
                                    .getItems())
                    .stream()
                    .filter(event -> green.getMetadata()
                            .getUid()
                            .equals(event.getInvolvedObject().getUid()))
                    .filter(event -> WAITING.equals(event.getReason()) || REFUSALS.contains(event.getReason()))
                    .toList();
        } catch (CliException e) {
            return List.of();
        }
    }

    private static Optional<Event> newest(Stream<Event> events) {
        return events.max(Comparator.comparing(event -> String.valueOf(event.getLastTimestamp())));
    }

    /** One that is told again is another. */
    private static String id(Event event) {
        return event.getMetadata().getUid() + "@" + event.getMetadata().getResourceVersion();
    }
}
