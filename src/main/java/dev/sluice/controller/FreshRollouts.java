package dev.sluice.controller;

import dev.sluice.kubernetes.ApiReader;
import dev.sluice.kubernetes.RolloutClient;
import dev.sluice.kubernetes.StoredRollout;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClientException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The Rollouts of a namespace as the API server knows them now. Watches may lag behind, even behind what this very process has created; but
 * to read thousands of large ones whenever one of the namespace's policies is looked at would keep everybody else waiting. So the API server is
 * asked which there are, and for those alone of which the watch has told another version.
 */
@ApplicationScoped
public class FreshRollouts {
    /**
     * How long what was read is taken for what is so; nobody else begins releases of a namespace meanwhile. It counts from the end of the reading: of
     * thousands of names that takes longer, and what was read would be read again at each question.
     */
    static final Duration FRESH = Duration.ofSeconds(1);

    /** Of Rollouts that the watch has not told of yet; where there are more, it is waited for. */
    static final int UNTOLD = 100;

    private final RolloutClient rollouts;
    private final InformerCaches caches;
    private final InstantSource clock;

    public FreshRollouts(RolloutClient rollouts, InformerCaches caches, InstantSource clock) {
        this.rollouts = rollouts;
        this.caches = caches;
        this.clock = clock;
    }

    /** What somebody asks for who looks at a policy, which may ask again and again. */
    Look look(String namespace, String policy) {
        return new Look(namespace, policy);
    }

    /** Some Rollouts, and whether they are all that there are. */
    private record Known(List<StoredRollout> rollouts, boolean all, Instant at) {}

    private Known read(String namespace, Optional<String> policy) {
        Predicate<GenericKubernetesResource> wanted =
                raw -> policy.isEmpty() || RolloutClient.policyOf(raw).equals(policy);
        List<StoredRollout> seen = caches.rollouts().stream()
                .filter(one -> one.namespace().equals(namespace) && wanted.test(one.raw()))
                .toList();
        Map<RolloutClient.Version, StoredRollout> told = seen.stream()
                .filter(one -> !tooLittle(one))
                .collect(Collectors.toMap(one -> RolloutClient.Version.of(one.raw()), one -> one, (one, _) -> one));
        Set<RolloutClient.Version> unread = caches.unread().stream()
                .filter(raw -> namespace.equals(raw.getMetadata().getNamespace()))
                .map(RolloutClient.Version::of)
                .collect(Collectors.toSet());
        ApiReader.Batch<RolloutClient.Version> there = rollouts.versions(namespace, policy);
        List<RolloutClient.Version> untold = there.items().stream()
                .filter(one -> !told.containsKey(one) && !unread.contains(one))
                .toList();
        if (untold.size() > UNTOLD) {
            throw new KubernetesClientException("the watch has not told yet of " + untold.size()
                    + " Rollouts of namespace " + namespace + " as they are now, or not all of them; waiting for it");
        }
        List<StoredRollout> found = new ArrayList<>();
        there.items().forEach(one -> Optional.ofNullable(told.get(one)).ifPresent(found::add));
        LookTimer timer = new LookTimer(clock, LookTimer.LONGEST);
        untold.forEach(one -> {
            timer.run();
            rollouts.get(namespace, one.name()).ifPresent(found::add);
        });
        if (!there.all()) {
            Set<String> names =
                    there.items().stream().map(RolloutClient.Version::name).collect(Collectors.toSet());
            if (seen.stream().anyMatch(one -> tooLittle(one) && !names.contains(one.name()))) {
                throw new KubernetesClientException(
                        "namespace " + namespace
                                + " has more Rollouts that go on than can be looked through; delete those that somebody has written by hand");
            }
            told.values().stream().filter(one -> !names.contains(one.name())).forEach(found::add);
        }
        return new Known(List.copyOf(found), there.all(), clock.instant());
    }

    /** Of one that goes on it has to be known what it moves. */
    private static boolean tooLittle(StoredRollout one) {
        return one.brief() && one.active();
    }

    /** See {@link FreshRollouts#look}. For one thread. */
    final class Look {
        private final String namespace;
        private final String policy;
        private Optional<Known> every = Optional.empty();
        private Optional<Known> own = Optional.empty();

        private Look(String namespace, String policy) {
            this.namespace = namespace;
            this.policy = policy;
        }

        /**
         * Those of the namespace. Where it has very many, the last ones are as the watch tells.
         *
         * @throws KubernetesClientException when the API server does not tell
         */
        List<StoredRollout> all() {
            return known().rollouts();
        }

        /** Those of the policy, in the same way; of a policy's alone there are never so many unless somebody writes them by hand. */
        List<StoredRollout> ofPolicy() {
            Known known = known();
            if (!known.all()) {
                own = own.filter(this::fresh).or(() -> Optional.of(read(namespace, Optional.of(policy))));
                return own.get().rollouts();
            }
            return known.rollouts().stream()
                    .filter(one -> RolloutClient.policyOf(one.raw()).equals(Optional.of(policy)))
                    .toList();
        }

        /** The names of those of the namespace that are not over. */
        Set<String> active() {
            return all().stream()
                    .filter(StoredRollout::active)
                    .map(StoredRollout::name)
                    .collect(Collectors.toSet());
        }

        private Known known() {
            Known known = every.filter(this::fresh).orElseGet(() -> read(namespace, Optional.empty()));
            every = Optional.of(known);
            return known;
        }

        private boolean fresh(Known known) {
            return clock.instant().isBefore(known.at().plus(FRESH));
        }
    }
}
