package dev.sluice.mesh;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.policy.PolicySpec;
import dev.sluice.rollout.DesiredTraffic;
import dev.sluice.rollout.Outcome;
import dev.sluice.rollout.TrafficStatus;
import dev.sluice.rollout.TrafficTarget;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;

/** Reads and sets what the mesh's objects ask for. */
@ApplicationScoped
public class IstioTrafficRouter {
    private static final Logger LOG = Logger.getLogger(IstioTrafficRouter.class);

    private final IstioResourceClient istio;
    private final GatewayTrust trust;
    private final VirtualServiceWriter writer;

    IstioTrafficRouter(IstioResourceClient istio, GatewayTrust trust) {
        this.istio = istio;
        this.trust = trust;
        this.writer = new VirtualServiceWriter(istio);
    }

    /**
     * Looks whether the objects are as they should be. Never throws: what cannot be read is not written.
     */
    public TrafficReadResult read(TrafficTarget target, DesiredTraffic goal) {
        return read(target, goal, true);
    }

    /** The same without the DestinationRules, which are taken to be as they were. */
    public TrafficReadResult glance(TrafficTarget target, DesiredTraffic goal) {
        return read(target, goal, false);
    }

    private TrafficReadResult read(TrafficTarget target, DesiredTraffic goal, boolean rules) {
        Optional<Outcome> revert = Optional.empty();
        try {
            Map<String, String> stamps = new HashMap<>();
            Optional<TrafficStatus> problem = rules ? incomplete(target, goal) : Optional.empty();
            for (TrafficTarget.Route route : target.routes()) {
                Optional<ObjectNode> found = find(target, route, goal);
                if (found.isEmpty()) {
                    continue;
                }
                ObjectNode json = found.get();
                revert = revert.or(
                        () -> VirtualServiceEdit.stamp(json, target.rollout()).flatMap(RouteRevision::revert));
                VirtualServiceEdit edit = VirtualServiceEdit.of(json, target, route, goal, IstioTrafficRouter::nonce);
                if (edit.needed()) {
                    problem = problem.or(
                            () -> Optional.of(new TrafficStatus.Unwritten(TrafficDrift.of(edit, target, route))));
                }
                edit.stamp().ifPresent(stamp -> stamps.put(route.virtualService(), stamp.toString()));
            }
            return new TrafficReadResult(problem, stamps, revert, false);
        } catch (TrafficConfigException e) {
            return TrafficReadResult.problem(new TrafficStatus.Obstacle(e.why()), revert);
        } catch (ApiRejectedException | KubernetesClientException e) {
            return TrafficReadResult.unreadable("the API server does not answer: " + e.getMessage());
        }
    }

    /**
     * Makes the objects as they should be. Several VirtualServices move together: all edits are worked out before the
     * first is written, and when a later write fails on the way to green, the earlier ones are taken back. On the way to
     * blue every one that can be written is.
     *
     * @return in words, how each object that was written differed
     * @throws TrafficConfigException when the objects do not allow it
     * @throws RuntimeException when the API server does not take it; the next pass tries again
     */
    public List<String> apply(TrafficTarget target, DesiredTraffic goal) {
        return apply(target, goal, () -> true);
    }

    /**
     * The same, as long as the caller may write. It is asked before every request: one that hung, or was refused and is tried
     * again, must not undo what whoever acts meanwhile has written.
     *
     * @throws IllegalStateException when the caller may write no more
     */
    public List<String> apply(TrafficTarget target, DesiredTraffic goal, BooleanSupplier may) {
        boolean forward = goal instanceof DesiredTraffic.Split;
        List<String> differences = new ArrayList<>(complete(target, goal, may));
        if (forward) {
            target.routes().forEach(route -> edit(target, route, goal));
        }
        List<VirtualServiceEdit> written = new ArrayList<>();
        List<RuntimeException> failed = new ArrayList<>();
        for (TrafficTarget.Route route : target.routes()) {
            try {
                write(target, route, goal, may).ifPresent(edit -> {
                    written.add(edit);
                    differences.add(TrafficDrift.of(edit, target, route));
                });
            } catch (TrafficConfigException | ApiRejectedException | KubernetesClientException e) {
                failed.add(e);
                if (forward) {
                    written.forEach(edit -> takeBack(edit, may));
                    break;
                }
            }
        }
        if (!failed.isEmpty()) {
            throw failed.getFirst();
        }
        if (goal instanceof DesiredTraffic.Clean) {
            release(target, may);
        }
        return differences;
    }

    /**
     * Looks how the traffic is split before a rollout begins.
     *
     * @param green the version that is to be released
     * @param each runs before each request; what it throws ends the look
     * @throws TrafficConfigException when the objects do not allow a rollout
     */
    public TrafficSplit survey(String namespace, PolicySpec policy, Candidate green, Runnable each) {
        return new ReleaseSetup(new FetchedObjects(istio, trust, namespace, each), namespace, policy, trust)
                .traffic(green);
    }

    /** The http routes of a VirtualService, as far as policies choose among them; empty when there is none of that name. */
    public Optional<RouteTable> routes(String namespace, String virtualService) {
        return istio.get(IstioResourceClient.VIRTUAL_SERVICE, namespace, virtualService)
                .map(ObjectLimits::bounded)
                .map(json -> new RouteTable(json, namespace));
    }

    /**
     * Why blue may still be asked: a route of any VirtualService that is read leads to its pods, or that cannot be seen.
     *
     * @throws KubernetesClientException when the API server does not answer
     */
    public Optional<String> blueInUse(TrafficTarget target) {
        try {
            SubsetRoutes blue = SubsetRoutes.ofBlue(target, istio.rules(target.namespace(), target.hosts()));
            return istio.virtualServices(target.namespace(), _ -> true, blue::in).stream()
                    .findFirst()
                    .map(found -> SubsetRoutes.words(found) + " still leads to blue");
        } catch (TrafficConfigException | ApiRejectedException e) {
            return Optional.of("whether a route still leads to blue cannot be seen (" + e.getMessage() + ")");
        }
    }

    /**
     * Takes the pinned routes of rollouts that are no more out of a VirtualService: whoever was killed, and whose Rollout was
     * deleted by force, cannot do it.
     *
     * @param rollouts names of those in the namespace that go on
     * @param may asked before every request that writes
     * @throws RuntimeException when the API server does not take it
     */
    public void sweep(String namespace, String virtualService, Set<String> rollouts, BooleanSupplier may) {
        writer.write(
                namespace,
                virtualService,
                false,
                () -> istio.get(IstioResourceClient.VIRTUAL_SERVICE, namespace, virtualService)
                        .map(json -> VirtualServiceEdit.swept(json, rollouts)),
                may);
    }

    static ObjectNode read(IstioResourceClient istio, String namespace, String name) {
        return istio.get(IstioResourceClient.VIRTUAL_SERVICE, namespace, name)
                .map(ObjectLimits::bounded)
                .map(ObjectLimits::needed)
                .orElseThrow(() -> ReleaseSetup.missing(namespace, name));
    }

    /** On the way back, a VirtualService that is gone sends no traffic anywhere and has nothing of ours in it. */
    private Optional<ObjectNode> find(TrafficTarget target, TrafficTarget.Route route, DesiredTraffic goal) {
        boolean back = goal instanceof DesiredTraffic.Back || goal instanceof DesiredTraffic.Clean;
        return back
                ? istio.getUrgently(IstioResourceClient.VIRTUAL_SERVICE, target.namespace(), route.virtualService())
                : Optional.of(read(istio, target.namespace(), route.virtualService()));
    }

    private Optional<VirtualServiceEdit> edit(TrafficTarget target, TrafficTarget.Route route, DesiredTraffic goal) {
        return find(target, route, goal)
                .map(json -> VirtualServiceEdit.of(json, target, route, goal, IstioTrafficRouter::nonce));
    }

    private Optional<VirtualServiceEdit> write(
            TrafficTarget target, TrafficTarget.Route route, DesiredTraffic goal, BooleanSupplier may) {
        List<Optional<RouteRevision>> marks = new ArrayList<>();
        return writer.write(
                target.namespace(),
                route.virtualService(),
                goal instanceof DesiredTraffic.Back,
                () -> edit(target, route, goal).map(edit -> ours(edit, target, marks)),
                may);
    }

    /** Only Sluice writes a rollout's mark: where it has changed between two tries, another replica has decided something else. */
    private static VirtualServiceEdit ours(
            VirtualServiceEdit edit, TrafficTarget target, List<Optional<RouteRevision>> marks) {
        marks.add(VirtualServiceEdit.stamp(edit.before(), target.rollout()));
        if (edit.needed() && !marks.getLast().equals(marks.getFirst())) {
            throw new IllegalStateException("somebody else has written for " + target.rollout()
                    + " meanwhile, so this is not written again before it was decided anew");
        }
        return edit;
    }

    /** As far as it goes: what cannot be taken back now is seen as unwritten by the next look. */
    private void takeBack(VirtualServiceEdit written, BooleanSupplier may) {
        ObjectNode back = written.after().deepCopy();
        back.set("spec", written.before().path("spec"));
        try {
            istio.patch(IstioResourceClient.VIRTUAL_SERVICE, written.after(), back, may);
        } catch (ApiRejectedException | KubernetesClientException e) {
            LOG.warnf(
                    "could not take back the weights of %s: %s",
                    back.at("/metadata/name").asText(), e.getMessage());
        }
    }

    /** Who applies these objects on the server's side meets no conflict with a rollout that is over. Weights do not depend on it. */
    private void release(TrafficTarget target, BooleanSupplier may) {
        try {
            for (TrafficTarget.Route route : target.routes()) {
                istio.get(IstioResourceClient.VIRTUAL_SERVICE, target.namespace(), route.virtualService())
                        .ifPresent(json -> release(IstioResourceClient.VIRTUAL_SERVICE, json, may));
            }
            istio.rules(target.namespace(), target.hosts())
                    .forEach(json -> release(IstioResourceClient.DESTINATION_RULE, json, may));
        } catch (TrafficConfigException | ApiRejectedException | KubernetesClientException e) {
            LOG.warnf("%s: could not give up its fields: %s", target.rollout(), e.getMessage());
        }
    }

    private void release(ResourceDefinitionContext kind, ObjectNode json, BooleanSupplier may) {
        ObjectNode released = FieldOwnership.released(json);
        if (released != json) {
            istio.patch(kind, json, released, may);
        }
    }

    private Optional<TrafficStatus> incomplete(TrafficTarget target, DesiredTraffic goal) {
        return rules(target, goal).stream()
                .filter(rule -> DestinationSubsets.completed(rule, target) != rule)
                .findFirst()
                .map(rule -> new TrafficStatus.Unwritten(TrafficDrift.of(rule, target)));
    }

    /** Adds green's subset where it is missing. */
    private List<String> complete(TrafficTarget target, DesiredTraffic goal, BooleanSupplier may) {
        List<String> differences = new ArrayList<>();
        for (ObjectNode rule : rules(target, goal)) {
            ObjectNode completed = DestinationSubsets.completed(rule, target);
            if (completed != rule) {
                istio.patch(IstioResourceClient.DESTINATION_RULE, rule, completed, may);
                differences.add(TrafficDrift.of(rule, target));
            }
        }
        return differences;
    }

    /** Those that have to know green, one for each host; none on the way back, which needs none. */
    private List<ObjectNode> rules(TrafficTarget target, DesiredTraffic goal) {
        if (goal instanceof DesiredTraffic.Back || goal instanceof DesiredTraffic.Clean) {
            return List.of();
        }
        List<ObjectNode> rules = istio.rules(target.namespace(), target.hosts());
        return target.hosts().stream()
                .map(host -> DestinationSubsets.rule(rules, host, target.namespace()))
                .distinct()
                .toList();
    }

    private static String nonce() {
        return UUID.randomUUID().toString().substring(0, 8);
    }
}
