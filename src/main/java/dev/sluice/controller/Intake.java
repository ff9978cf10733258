package dev.sluice.controller;

import dev.sluice.mesh.Obstacle;
import dev.sluice.policy.Clean;
import dev.sluice.policy.PolicySpec;
import dev.sluice.policy.Untrusted;
import dev.sluice.rollout.News;
import dev.sluice.store.Policies;
import dev.sluice.store.Rollouts;
import dev.sluice.store.StoredPolicy;
import dev.sluice.store.StoredRollout;
import dev.sluice.store.Workloads;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClientException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Turns annotations into Rollouts, one policy at a time, and says clearly why one does not begin. */
@ApplicationScoped
class Intake {
    private static final String READY = "ready";

    private final Watches watches;
    private final Starter starter;
    private final Overlaps overlaps;
    private final Setups setups;
    private final Unread unread;
    private final Policies policies;
    private final Rollouts rollouts;
    private final Event<News> news;
    private final InstantSource clock;
    private final Map<String, String> told = new HashMap<>();

    Intake(
            Watches watches,
            Starter starter,
            Overlaps overlaps,
            Setups setups,
            Unread unread,
            Policies policies,
            Rollouts rollouts,
            Event<News> news,
            InstantSource clock) {
        this.watches = watches;
        this.starter = starter;
        this.overlaps = overlaps;
        this.setups = setups;
        this.unread = unread;
        this.policies = policies;
        this.rollouts = rollouts;
        this.news = news;
        this.clock = clock;
    }

    /** Looks at all policies and annotations once. */
    void pass() {
        List<StoredPolicy> all = watches.policies();
        List<Deployment> annotated = watches.annotated();
        forget(all, annotated);
        annotated.forEach(deployment -> Guarded.run(
                "Deployment " + deployment.getMetadata().getName(), () -> checkPolicyExists(deployment, all)));
        Map<String, List<StoredRollout>> known = watches.rollouts().stream()
                .collect(Collectors.groupingBy(r -> key(r.namespace(), r.spec().policy())));
        all.forEach(policy -> Guarded.run(
                "policy " + policy.name(),
                () -> told(
                        policy,
                        () -> look(
                                policy,
                                known.getOrDefault(key(policy.namespace(), policy.name()), List.of()),
                                all,
                                annotated))));
    }

    /** What fails though the API server answers, fails on something that people have written, and they are told. */
    private void told(StoredPolicy policy, Runnable look) {
        try {
            look.run();
        } catch (KubernetesClientException e) {
            throw e;
        } catch (RuntimeException | Error e) {
            if (Untrusted.survivable(e)) {
                refuse(policy, "its objects cannot be made sense of: " + Untrusted.why(e));
            }
            throw e;
        }
    }

    /** What is gone is told anew when it comes back. */
    private void forget(List<StoredPolicy> policies, List<Deployment> annotated) {
        Set<String> here = new HashSet<>();
        policies.forEach(policy -> here.add(about(policy)));
        annotated.forEach(deployment -> here.add(about(deployment)));
        told.keySet().retainAll(here);
        setups.keep(policies.stream().map(StoredPolicy::uid).collect(Collectors.toSet()));
    }

    private static String about(StoredPolicy policy) {
        return "RolloutPolicy/" + policy.uid();
    }

    private static String about(Deployment deployment) {
        return "Deployment/" + deployment.getMetadata().getUid();
    }

    private static String key(String namespace, String policy) {
        return namespace + "/" + policy;
    }

    private void look(
            StoredPolicy policy, List<StoredRollout> known, List<StoredPolicy> all, List<Deployment> annotated) {
        List<Deployment> asking = annotated.stream()
                .filter(d -> d.getMetadata().getNamespace().equals(policy.namespace()))
                .filter(d -> Watches.policyOf(d).equals(Optional.of(policy.name())))
                .sorted(Comparator.comparing(d -> d.getMetadata().getName()))
                .toList();
        policy.spec()
                .ifPresentOrElse(
                        plan -> serve(policy, plan, known, all, asking), () -> refuse(policy, policy.problem()));
    }

    private void serve(
            StoredPolicy policy,
            PolicySpec plan,
            List<StoredRollout> known,
            List<StoredPolicy> all,
            List<Deployment> asking) {
        Optional<StoredRollout> active =
                known.stream().filter(StoredRollout::active).findFirst();
        List<Deployment> waiting = asking.stream().filter(d -> isNew(d, known)).toList();
        if (active.isPresent()) {
            waiting.stream()
                    .filter(d -> !d.getMetadata()
                            .getUid()
                            .equals(active.get().spec().green().uid()))
                    .forEach(d -> tell(
                            d,
                            false,
                            "Waiting",
                            "waits for Rollout " + active.get().name() + " to end"));
            policies.report(policy, true, "Rollout " + active.get().name() + " goes on", clock.instant());
            return;
        }
        Optional<String> unknown = unread.of(policy.namespace(), policy.name());
        if (unknown.isPresent()) {
            String why = "waits for Rollout " + unknown.get() + ", which cannot be read";
            waiting.forEach(d -> tell(d, true, "Waiting", why));
            policies.report(policy, true, why, clock.instant());
            return;
        }
        Optional<Setups.Found> setup = setups.of(policy, plan);
        Optional<String> problem = overlaps.withOlder(policy, plan, all).or(() -> setup.flatMap(Setups.Found::problem));
        if (problem.isPresent()) {
            waiting.forEach(d -> tell(d, true, "CannotRelease", problem.get()));
            refuse(policy, problem.get());
            return;
        }
        if (waiting.stream().anyMatch(Intake::startable) && awaits(policy, plan, waiting)) {
            return;
        }
        String message = "";
        boolean ready = true;
        for (Deployment next : waiting) {
            try {
                Optional<String> begun = begin(policy, plan, next);
                if (begun.isPresent()) {
                    policies.report(policy, true, "Rollout " + begun.get() + " begins", clock.instant());
                    return;
                }
            } catch (Obstacle e) {
                ready = false;
                message = e.why();
                tell(next, true, "CannotRelease", e.why());
            }
        }
        if (!ready || setup.isPresent() || !refused(policy)) {
            report(policy, ready, ready ? words(setup) : message);
        }
    }

    private static String words(Optional<Setups.Found> setup) {
        return setup.map(Setups.Found::notes).filter(notes -> !notes.isEmpty()).stream()
                .map(notes -> READY + "; " + String.join("; ", notes))
                .findFirst()
                .orElse(READY);
    }

    /** What was found wrong stays so as long as the objects cannot be read. */
    private static boolean refused(StoredPolicy policy) {
        return policy.status()
                .filter(status -> "False".equals(status.ready())
                        && Long.valueOf(policy.generation()).equals(status.observedGeneration()))
                .isPresent();
    }

    /** Of two releases that move the same route, each would put right what the other writes. */
    private boolean awaits(StoredPolicy policy, PolicySpec plan, List<Deployment> waiting) {
        Optional<String> why = overlaps.withActive(policy, plan, rollouts.in(policy.namespace()));
        why.ifPresent(told -> {
            waiting.forEach(d -> tell(d, false, "Waiting", told));
            policies.report(policy, true, told, clock.instant());
        });
        return why.isPresent();
    }

    /**
     * The watches may lag behind, even behind what this very process has created, so the API server is asked. A Rollout of a
     * policy that is gone would outlive it: who removes Sluice would wait for its end without anybody to bring it about.
     */
    private Optional<String> begin(StoredPolicy policy, PolicySpec plan, Deployment next) {
        if (!policies.stands(policy)) {
            return Optional.empty();
        }
        List<StoredRollout> fresh = rollouts.of(policy.namespace(), policy.name());
        if (fresh.stream().anyMatch(StoredRollout::active) || !isNew(next, fresh)) {
            return Optional.empty();
        }
        if (Integer.valueOf(0).equals(next.getSpec().getReplicas())) {
            tell(next, false, "Waiting", "is scaled to 0; scale it up to release it");
            return Optional.empty();
        }
        if (Workloads.paused(next)) {
            tell(
                    next,
                    true,
                    "Waiting",
                    "is paused (spec.paused), so not all of its pods run its pod template; kubectl rollout resume deployment/"
                            + next.getMetadata().getName());
            return Optional.empty();
        }
        Optional<String> name = starter.begin(policy, plan, next, watches.deployments(policy.namespace()));
        name.ifPresentOrElse(
                n -> {
                    tell(next, false, "RolloutCreated", "Rollout " + n + " begins");
                    news.fire(new News(
                            "RolloutPolicy",
                            policy.namespace(),
                            policy.name(),
                            policy.uid(),
                            false,
                            "RolloutCreated",
                            "Rollout " + n + " releases Deployment "
                                    + next.getMetadata().getName()));
                },
                () -> tell(next, false, "CarriesTraffic", "carries the traffic already; there is nothing to release"));
        return name;
    }

    /** Whether it is worth asking the API server for. */
    private static boolean startable(Deployment next) {
        return !Integer.valueOf(0).equals(next.getSpec().getReplicas()) && !Workloads.paused(next);
    }

    private static boolean isNew(Deployment deployment, List<StoredRollout> known) {
        return known.stream().noneMatch(rollout -> rollout.knows(deployment));
    }

    private void checkPolicyExists(Deployment deployment, List<StoredPolicy> all) {
        String namespace = deployment.getMetadata().getNamespace();
        String name = Watches.policyOf(deployment).orElseThrow();
        if (all.stream()
                .noneMatch(p -> p.namespace().equals(namespace) && p.name().equals(name))) {
            tell(
                    deployment,
                    true,
                    "PolicyNotFound",
                    "annotation " + Watches.ANNOTATION + " names RolloutPolicy " + Clean.quoted(name)
                            + ", which does not exist in namespace " + namespace + "; apply it or mend the annotation");
        }
    }

    private void report(StoredPolicy policy, boolean ready, String message) {
        if (ready) {
            told.remove(about(policy));
            policies.report(policy, true, message, clock.instant());
        } else {
            refuse(policy, message);
        }
    }

    private void refuse(StoredPolicy policy, String why) {
        policies.report(policy, false, why, clock.instant());
        once(
                about(policy),
                new News("RolloutPolicy", policy.namespace(), policy.name(), policy.uid(), true, "Invalid", why));
    }

    private void tell(Deployment d, boolean warning, String reason, String message) {
        once(
                about(d),
                new News(
                        "Deployment",
                        d.getMetadata().getNamespace(),
                        d.getMetadata().getName(),
                        d.getMetadata().getUid(),
                        warning,
                        reason,
                        message));
    }

    private void once(String about, News item) {
        if (!item.message().equals(told.put(about, item.message()))) {
            news.fire(item);
        }
    }
}
