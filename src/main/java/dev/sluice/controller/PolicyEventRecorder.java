package dev.sluice.controller;

import dev.sluice.kubernetes.StoredPolicy;
import dev.sluice.rollout.RolloutEvent;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import jakarta.enterprise.event.Event;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the policy reconciler tells people of policies and Deployments: the same is told once. */
final class PolicyEventRecorder {
    private final Event<RolloutEvent> news;
    private final Map<String, String> told = new HashMap<>();

    PolicyEventRecorder(Event<RolloutEvent> news) {
        this.news = news;
    }

    /** What is gone is told anew when it comes back. */
    void keep(List<StoredPolicy> policies, List<Deployment> annotated) {
        Set<String> here = new HashSet<>();
        policies.forEach(policy -> here.add(about(policy)));
        annotated.forEach(deployment -> here.add(about(deployment)));
        told.keySet().retainAll(here);
    }

    /** What was told of this policy is over, and is told anew when it comes back. */
    void over(StoredPolicy policy) {
        told.remove(about(policy));
    }

    void invalid(StoredPolicy policy, String why) {
        once(about(policy), of(policy, true, "Invalid", why));
    }

    void begun(StoredPolicy policy, String message) {
        news.fire(of(policy, false, "RolloutCreated", message));
    }

    void tell(Deployment d, boolean warning, String reason, String message) {
        once(
                about(d),
                new RolloutEvent(
                        "Deployment",
                        d.getMetadata().getNamespace(),
                        d.getMetadata().getName(),
                        d.getMetadata().getUid(),
                        warning,
                        reason,
                        message));
    }

    private static RolloutEvent of(StoredPolicy policy, boolean warning, String reason, String message) {
        return new RolloutEvent(
                "RolloutPolicy", policy.namespace(), policy.name(), policy.uid(), warning, reason, message);
    }

    private static String about(StoredPolicy policy) {
        return "RolloutPolicy/" + policy.uid();
    }

    private static String about(Deployment deployment) {
        return "Deployment/" + deployment.getMetadata().getUid();
    }

    private void once(String about, RolloutEvent item) {
        if (!item.message().equals(told.put(about, item.message()))) {
            news.fire(item);
        }
    }
}
