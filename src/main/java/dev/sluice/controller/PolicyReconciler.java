package dev.sluice.controller;

import dev.sluice.api.PolicySpec;
import dev.sluice.api.TextSanitizer;
import dev.sluice.api.UntrustedInput;
import dev.sluice.kubernetes.DeadlineExceededException;
import dev.sluice.kubernetes.NotOwnerException;
import dev.sluice.kubernetes.PodTemplateHash;
import dev.sluice.kubernetes.PolicyClient;
import dev.sluice.kubernetes.ResponseTooLargeException;
import dev.sluice.kubernetes.StoredPolicy;
import dev.sluice.kubernetes.StoredRollout;
import dev.sluice.rollout.RolloutEvent;
import dev.sluice.traffic.TrafficConfigException;
import dev.sluice.workload.ReleaseTrigger;
import dev.sluice.workload.WorkloadClient;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClientException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Turns annotations into Rollouts, one policy at a time, and says clearly why one does not begin. */
@ApplicationScoped
public class PolicyReconciler {
    /** Codes of the API server for what it takes at no other time either. */
    private static final Set<Integer> FOR_GOOD = Set.of(400, 403, 422);

    private static final int LONGEST = 300;

    private final InformerCaches caches;
    private final ReleaseTrigger trigger;
    private final RolloutFactory rolloutFactory;
    private final RouteConflicts overlaps;
    private final PolicySetupCache setupCache;
    private final UnreadableRollouts unread;
    private final PolicyClient policies;
    private final FreshRollouts rollouts;
    private final ActiveLimits limits;
    private final InstantSource clock;
    private final PolicyEventRecorder eventRecorder;
    private final Sharding sharding;
    private final FairPolicyOrder turns;
    private final ReleaseBackoff attempts = new ReleaseBackoff();

    public PolicyReconciler(
            InformerCaches caches,
            ReleaseTrigger trigger,
            RolloutFactory rolloutFactory,
            RouteConflicts overlaps,
            PolicySetupCache setupCache,
            UnreadableRollouts unread,
            PolicyClient policies,
            FreshRollouts rollouts,
            ActiveLimits limits,
            Event<RolloutEvent> news,
            InstantSource clock,
            Sharding sharding) {
        this.caches = caches;
        this.trigger = trigger;
        this.rolloutFactory = rolloutFactory;
        this.overlaps = overlaps;
        this.setupCache = setupCache;
        this.unread = unread;
        this.policies = policies.asLongAs(sharding::mayAct);
        this.rollouts = rollouts;
        this.limits = limits;
        this.turns = new FairPolicyOrder(clock);
        this.eventRecorder = new PolicyEventRecorder(news);
        this.clock = clock;
        this.sharding = sharding;
    }

    /**
     * Looks once at policies and annotations of the namespaces that this replica carries.
     *
     * @return whether some policies of a namespace that has many, or whose policies take long, are left for the next pass
     */
    public boolean reconcileAll() {
        List<StoredPolicy> all = caches.policies().stream()
                .filter(policy -> sharding.carries(policy.namespace()))
                .toList();
        List<ReleaseTrigger.Request> requests = trigger.requests().stream()
                .filter(one -> sharding.carries(one.green().getMetadata().getNamespace()))
                .sorted(Comparator.comparing(one -> one.green().getMetadata().getName()))
                .toList();
        forget(all, requests.stream().map(ReleaseTrigger.Request::green).toList());
        overlaps.know(all);
        Map<String, List<Deployment>> asking = requests.stream()
                .collect(Collectors.groupingBy(
                        one -> key(one.green().getMetadata().getNamespace(), one.policy()),
                        Collectors.mapping(ReleaseTrigger.Request::green, Collectors.toList())));
        Set<String> policies = all.stream()
                .map(policy -> key(policy.namespace(), policy.name()))
                .collect(Collectors.toSet());
        requests.forEach(one -> {
            String policy = key(one.green().getMetadata().getNamespace(), one.policy());
            if (!policies.contains(policy)) {
                IsolatedTask.run(policy, () -> missesPolicy(one));
            }
        });
        Map<String, List<StoredRollout>> known = caches.rollouts().stream()
                .collect(Collectors.groupingBy(r -> key(r.namespace(), r.spec().policy())));
        turns.pass(all, policy -> {
            String key = key(policy.namespace(), policy.name());
            IsolatedTask.run(
                    "policy " + key,
                    () -> told(
                            policy,
                            () -> look(
                                    policy, known.getOrDefault(key, List.of()), asking.getOrDefault(key, List.of()))));
        });
        return turns.left();
    }

    /** What fails though the API server answers, fails on something that people have written, and they are told. */
    private void told(StoredPolicy policy, Runnable look) {
        try {
            look.run();
        } catch (ResponseTooLargeException e) {
            refuse(policy, UntrustedInput.why(e));
        } catch (KubernetesClientException | NotOwnerException e) {
            throw e;
        } catch (RuntimeException | Error e) {
            if (UntrustedInput.survivable(e)) {
                refuse(policy, "its objects cannot be made sense of: " + UntrustedInput.why(e));
            }
            throw e;
        }
    }

    private void forget(List<StoredPolicy> policies, List<Deployment> annotated) {
        eventRecorder.keep(policies, annotated);
        setupCache.keep(policies.stream().map(StoredPolicy::uid).collect(Collectors.toSet()));
        attempts.keep(annotated.stream().map(d -> d.getMetadata().getUid()).collect(Collectors.toSet()));
    }

    private static String key(String namespace, String policy) {
        return namespace + "/" + policy;
    }

    private void look(StoredPolicy policy, List<StoredRollout> known, List<Deployment> asking) {
        policy.spec()
                .ifPresentOrElse(
                        plan -> reconcile(policy, plan, known, asking), () -> refuse(policy, policy.problem()));
    }

    private void reconcile(StoredPolicy policy, PolicySpec plan, List<StoredRollout> known, List<Deployment> asking) {
        Optional<StoredRollout> active =
                known.stream().filter(StoredRollout::active).findFirst();
        List<Deployment> waiting = asking.stream().filter(d -> isNew(d, known)).toList();
        if (active.isPresent()) {
            waiting.stream()
                    .filter(d -> !d.getMetadata()
                            .getUid()
                            .equals(active.get().spec().green().uid()))
                    .forEach(d -> eventRecorder.tell(
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
            waiting.forEach(d -> eventRecorder.tell(d, true, "Waiting", why));
            policies.report(policy, true, why, clock.instant());
            return;
        }
        Optional<PolicySetupCache.Found> setup = setupCache.of(policy, plan);
        Optional<String> problem = overlaps.withOlder(policy, plan)
                .or(() -> setup.flatMap(PolicySetupCache.Found::problem))
                .or(() -> caches.crowd(policy.namespace()));
        if (problem.isPresent()) {
            waiting.forEach(d -> eventRecorder.tell(d, true, "CannotRelease", problem.get()));
            refuse(policy, problem.get());
            return;
        }
        if (setup.filter(PolicySetupCache.Found::pending).isPresent()) {
            return;
        }
        String mark = policy.generation() + "/" + setupCache.mark(policy, plan) + "/";
        List<Deployment> due = waiting.stream()
                .filter(d -> attempts.due(d.getMetadata().getUid(), mark + mark(d), clock.instant()))
                .limit(ReleaseBackoff.EACH)
                .toList();
        FreshRollouts.Look fresh = rollouts.look(policy.namespace(), policy.name());
        LookTimer timer = new LookTimer(clock, turns.patience());
        try {
            if (due.stream().noneMatch(PolicyReconciler::startable) || !awaits(policy, plan, waiting, fresh, timer)) {
                beginOne(policy, plan, due, due.size() == waiting.size(), mark, setup, fresh, timer);
            }
        } catch (DeadlineExceededException e) {
            if (turns.again()) {
                return;
            }
            due.forEach(d -> {
                cannot(d, TextSanitizer.line(String.valueOf(e.getMessage()), LONGEST));
                attempts.failed(d.getMetadata().getUid(), mark + mark(d), clock.instant());
            });
            throw e;
        }
    }

    /** The first that can begin; those that could not lately are left alone for a while. */
    private void beginOne(
            StoredPolicy policy,
            PolicySpec plan,
            List<Deployment> due,
            boolean all,
            String mark,
            Optional<PolicySetupCache.Found> setup,
            FreshRollouts.Look fresh,
            LookTimer timer) {
        Optional<String> obstacle = Optional.empty();
        boolean tried = true;
        for (Deployment next : due) {
            if (!next.equals(due.getFirst()) && !turns.timeLeft()) {
                tried = false;
                break;
            }
            try {
                boolean again = attempts.again(next.getMetadata().getUid(), mark + mark(next));
                Optional<String> begun = begin(policy, plan, next, fresh, again, timer);
                if (begun.isPresent()) {
                    policies.report(policy, true, "Rollout " + begun.get() + " begins", clock.instant());
                    return;
                }
            } catch (TrafficConfigException e) {
                obstacle = cannot(next, e.why());
            } catch (ResponseTooLargeException e) {
                obstacle = cannot(next, UntrustedInput.why(e));
            } catch (KubernetesClientException e) {
                obstacle = cannot(next, forGood(e));
            }
            attempts.failed(next.getMetadata().getUid(), mark + mark(next), clock.instant());
        }
        boolean known = setup.isPresent() || !policy.refused();
        if (obstacle.isPresent()) {
            refuse(policy, obstacle.get());
        } else if (known && all && tried) {
            eventRecorder.over(policy);
            policies.report(
                    policy,
                    true,
                    setup.map(PolicySetupCache.Found::words).orElse(PolicySetupCache.READY),
                    clock.instant());
        }
    }

    private Optional<String> cannot(Deployment deployment, String why) {
        eventRecorder.tell(deployment, true, "CannotRelease", why);
        return Optional.of(why);
    }

    /** A quota, a rule of admission, a right that is missing, a name that is no label: what is said again and again until a person mends it. */
    private static String forGood(KubernetesClientException refused) {
        if (!FOR_GOOD.contains(refused.getCode())) {
            throw refused;
        }
        String said = refused.getStatus() == null
                ? refused.getMessage()
                : refused.getStatus().getMessage();
        return "the API server takes no Rollout for it: " + TextSanitizer.line(String.valueOf(said), LONGEST);
    }

    private static String mark(Deployment deployment) {
        return PodTemplateHash.id(deployment) + "/" + startable(deployment) + "/"
                + PodTemplateHash.observed(deployment);
    }

    /** Too many go on, or one that moves the same route: each of the two would put right what the other writes. */
    private boolean awaits(
            StoredPolicy policy, PolicySpec plan, List<Deployment> waiting, FreshRollouts.Look fresh, LookTimer timer) {
        Optional<String> why = limits.reached(policy.namespace(), caches.rollouts())
                .or(() -> overlaps.withActive(policy, plan, fresh.all(), timer));
        why.ifPresent(told -> {
            waiting.forEach(d -> eventRecorder.tell(d, false, "Waiting", told));
            policies.report(policy, true, told, clock.instant());
        });
        return why.isPresent();
    }

    /**
     * The watches may lag behind, even behind what this very process has created, so the API server is asked. A Rollout of a
     * policy that is gone would outlive it: who removes Sluice would wait for its end without anybody to bring it about.
     *
     * @param again whether it could not begin for the same reason some time ago
     */
    private Optional<String> begin(
            StoredPolicy policy,
            PolicySpec plan,
            Deployment next,
            FreshRollouts.Look fresh,
            boolean again,
            LookTimer timer) {
        if (!policies.stands(policy)) {
            return Optional.empty();
        }
        List<StoredRollout> known = fresh.ofPolicy();
        if (known.stream().anyMatch(StoredRollout::active) || !isNew(next, known)) {
            return Optional.empty();
        }
        if (Integer.valueOf(0).equals(next.getSpec().getReplicas())) {
            eventRecorder.tell(next, false, "Waiting", "is scaled to 0; scale it up to release it");
            return Optional.empty();
        }
        if (WorkloadClient.paused(next)) {
            eventRecorder.tell(
                    next,
                    true,
                    "Waiting",
                    "is paused (spec.paused), so not all of its pods run its pod template; kubectl rollout resume deployment/"
                            + next.getMetadata().getName());
            return Optional.empty();
        }
        List<Deployment> all = caches.deployments(policy.namespace());
        if (!PodTemplateHash.observed(next)) {
            rolloutFactory.check(policy, plan, next, all, timer);
            // The revision by which the template is known again, when defaults are filled in, comes some moments after
            // it.
            if (again) {
                eventRecorder.tell(
                        next,
                        true,
                        "Waiting",
                        "waits for the controller of Deployments, which has not seen its present form; see kube-controller-manager");
            }
            return Optional.empty();
        }
        Optional<String> name = rolloutFactory.begin(policy, plan, next, all, fresh.active(), timer);
        name.ifPresentOrElse(
                n -> {
                    eventRecorder.tell(next, false, "RolloutCreated", "Rollout " + n + " begins");
                    eventRecorder.begun(
                            policy,
                            "Rollout " + n + " releases Deployment "
                                    + next.getMetadata().getName());
                },
                () -> eventRecorder.tell(
                        next, false, "CarriesTraffic", "carries the traffic already; there is nothing to release"));
        return name;
    }

    /** Whether it is worth asking the API server for. */
    private static boolean startable(Deployment next) {
        return !Integer.valueOf(0).equals(next.getSpec().getReplicas()) && !WorkloadClient.paused(next);
    }

    private static boolean isNew(Deployment deployment, List<StoredRollout> known) {
        return known.stream().noneMatch(rollout -> rollout.knows(deployment));
    }

    private void missesPolicy(ReleaseTrigger.Request request) {
        eventRecorder.tell(
                request.green(),
                true,
                "PolicyNotFound",
                "annotation " + InformerCaches.ANNOTATION + " names RolloutPolicy "
                        + TextSanitizer.quoted(request.policy())
                        + ", which does not exist in namespace "
                        + request.green().getMetadata().getNamespace() + "; apply it or mend the annotation");
    }

    private void refuse(StoredPolicy policy, String why) {
        policies.report(policy, false, why, clock.instant());
        eventRecorder.invalid(policy, why);
    }
}
