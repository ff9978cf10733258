package dev.sluice.cli.steer;

import dev.sluice.cli.cluster.Ask;
import dev.sluice.cli.cluster.Cluster;
import dev.sluice.cli.cluster.Trouble;
import dev.sluice.cli.text.Voice;
import dev.sluice.store.PolicyStatus;
import dev.sluice.store.StoredPolicy;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Why a release has not begun: what the controller has said of the policy and of the Deployment. */
final class Hindrance {
    private static final List<String> REFUSALS = List.of("CannotRelease", "PolicyNotFound", "CarriesTraffic");

    private final Cluster cluster;
    private final Deployment green;
    private final String policy;

    Hindrance(Cluster cluster, Deployment green, String policy) {
        this.cluster = cluster;
        this.green = green;
        this.policy = policy;
    }

    /** @return 0 when it may yet begin by itself, else 1 */
    int tell(Voice voice) {
        Optional<StoredPolicy> found = cluster.find().policies().stream()
                .filter(one -> one.name().equals(policy))
                .findFirst();
        Optional<Event> said = lastEvent();
        Optional<String> invalid = found.filter(one -> one.spec().isEmpty())
                .map(StoredPolicy::problem)
                .or(() -> found.flatMap(StoredPolicy::status)
                        .filter(status -> "False".equals(status.ready()))
                        .map(PolicyStatus::message));
        Optional<String> refused = said.filter(event -> REFUSALS.contains(event.getReason()))
                .map(event -> Release.name(green) + " " + event.getMessage())
                .or(() -> invalid.map(why -> "policy " + policy + ": " + why));
        if (refused.isPresent()) {
            throw new Trouble("it cannot begin: " + refused.get());
        }
        voice.say(said.filter(event -> event.getReason().equals("Waiting"))
                .map(event -> "It has not begun: " + Release.name(green) + " " + event.getMessage() + ".")
                .orElse("It has not begun yet, and nothing says why; see whether the controller runs: sluice doctor"));
        return 0;
    }

    /** Events are an extra: who may not read them learns the same of the policy. */
    private Optional<Event> lastEvent() {
        String namespace = green.getMetadata().getNamespace();
        try {
            return cluster
                    .ask(
                            new Ask("list", "events", namespace),
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
                    .max(Comparator.comparing(event -> String.valueOf(event.getLastTimestamp())));
        } catch (Trouble e) {
            return Optional.empty();
        }
    }
}
