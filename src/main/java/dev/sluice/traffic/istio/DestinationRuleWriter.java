package dev.sluice.traffic.istio;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.rollout.DesiredTraffic;
import dev.sluice.rollout.TrafficStatus;
import dev.sluice.rollout.TrafficTarget;
import dev.sluice.traffic.TrafficConfigException;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * Sees to it that the DestinationRules know the versions to which traffic goes or may go. Where users are brought to where they are served, nothing
 * of this keeps the weights waiting, nor one DestinationRule another.
 */
final class DestinationRuleWriter {
    private final IstioResourceClient istio;

    DestinationRuleWriter(IstioResourceClient istio) {
        this.istio = istio;
    }

    /**
     * What the DestinationRules lack, as far as they can be read.
     *
     * @param hosts the hosts to which a VirtualService sends traffic
     */
    List<TrafficStatus> incomplete(TrafficTarget target, DesiredTraffic goal, Collection<String> hosts) {
        Edits edits = edits(target, goal, hosts);
        Stream<TrafficStatus> obstacles = edits.obstacles().stream().map(e -> new TrafficStatus.Obstacle(e.why()));
        Stream<TrafficStatus> missing = edits.completed().entrySet().stream()
                .map(edit -> new TrafficStatus.Unwritten(TrafficDrift.of(edit.getKey(), edit.getValue())));
        return Stream.concat(obstacles, missing).toList();
    }

    /**
     * Adds what is missing.
     *
     * @return in words, what each lacked
     * @throws TrafficConfigException when all objects move or none, and one lacks what cannot be added
     * @throws RuntimeException when the API server does not take one; the others are written, unless all move or none
     */
    List<String> complete(TrafficTarget target, DesiredTraffic goal, BooleanSupplier may) {
        Edits edits = edits(target, goal, target.hosts());
        if (goal.together() && !edits.obstacles().isEmpty()) {
            throw edits.obstacles().getFirst();
        }
        List<String> differences = new ArrayList<>();
        Optional<RuntimeException> failed = Optional.empty();
        for (Map.Entry<ObjectNode, ObjectNode> edit : edits.completed().entrySet()) {
            try {
                istio.patch(IstioResourceClient.DESTINATION_RULE, edit.getKey(), edit.getValue(), may);
                differences.add(TrafficDrift.of(edit.getKey(), edit.getValue()));
            } catch (ApiRejectedException | KubernetesClientException e) {
                if (goal.together()) {
                    throw e;
                }
                failed = failed.or(() -> Optional.of(e));
            }
        }
        failed.ifPresent(e -> {
            throw e;
        });
        return differences;
    }

    /**
     * What is to be written.
     *
     * @param completed each DestinationRule that lacks something, and what it becomes
     * @param obstacles why others cannot have what they lack
     */
    private record Edits(Map<ObjectNode, ObjectNode> completed, List<TrafficConfigException> obstacles) {}

    private Edits edits(TrafficTarget target, DesiredTraffic goal, Collection<String> hosts) {
        Edits edits = new Edits(new LinkedHashMap<>(), new ArrayList<>());
        if (goal instanceof DesiredTraffic.Clean || hosts.isEmpty()) {
            return edits;
        }
        found(target, goal)
                .ifPresent(rules -> hosts.forEach(host -> {
                    try {
                        ObjectNode rule = DestinationSubsets.rule(rules, host, target.namespace());
                        ObjectNode completed = completed(rule, target, goal);
                        if (completed != rule) {
                            edits.completed().put(rule, completed);
                        }
                    } catch (TrafficConfigException e) {
                        edits.obstacles().add(e);
                    }
                }));
        return edits;
    }

    private static ObjectNode completed(ObjectNode rule, TrafficTarget target, DesiredTraffic goal) {
        return switch (goal) {
            case DesiredTraffic.Split split
            when split.urgent() -> {
                // Users go to green, whether blue can be put back or not.
                ObjectNode known = DestinationSubsets.restored(rule, target).orElse(rule);
                yield DestinationSubsets.withGreen(known, target);
            }
            case DesiredTraffic.Untouched _, DesiredTraffic.Split _ -> DestinationSubsets.completed(rule, target);
            case DesiredTraffic.Back _ -> DestinationSubsets.withBlue(rule, target);
            case DesiredTraffic.Clean _ -> rule;
        };
    }

    /** Empty on the way back where they cannot be read: what is not known keeps nobody from going back. */
    private Optional<List<ObjectNode>> found(TrafficTarget target, DesiredTraffic goal) {
        try {
            return Optional.of(istio.rules(target.namespace(), target.hosts()));
        } catch (TrafficConfigException | ApiRejectedException | KubernetesClientException e) {
            if (goal instanceof DesiredTraffic.Back) {
                return Optional.empty();
            }
            throw e;
        }
    }
}
