package dev.sluice.traffic.istio;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.api.PolicySpec;
import dev.sluice.api.RouteRef;
import dev.sluice.rollout.DesiredTraffic;
import dev.sluice.rollout.Outcome;
import dev.sluice.rollout.TrafficStatus;
import dev.sluice.rollout.TrafficTarget;
import dev.sluice.traffic.TrafficConfigException;
import dev.sluice.traffic.TrafficReadResult;
import dev.sluice.traffic.TrafficRouter;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/** Reads and sets what VirtualServices and DestinationRules ask for. */
@ApplicationScoped
public class IstioTrafficRouter implements TrafficRouter {
    private static final Logger LOG = Logger.getLogger(IstioTrafficRouter.class);

    private final IstioResourceClient istio;
    private final GatewayTrust trust;
    private final VirtualServiceWriter writer;
    private final DestinationRuleWriter ruleWriter;

    IstioTrafficRouter(IstioResourceClient istio, GatewayTrust trust) {
        this.istio = istio;
        this.trust = trust;
        this.writer = new VirtualServiceWriter(istio);
        this.ruleWriter = new DestinationRuleWriter(istio);
    }

    @Override
    public TrafficReadResult read(TrafficTarget target, DesiredTraffic goal) {
        return read(target, goal, true);
    }

    @Override
    public TrafficReadResult glance(TrafficTarget target, DesiredTraffic goal) {
        return read(target, goal, false);
    }

    private TrafficReadResult read(TrafficTarget target, DesiredTraffic goal, boolean rules) {
        Map<RouteRef, String> stamps = new HashMap<>();
        Set<String> hosts = new TreeSet<>();
        List<TrafficStatus> problems = new ArrayList<>();
        Optional<Outcome> revert = Optional.empty();
        try {
            for (TrafficTarget.Route route : target.routes()) {
                Optional<ObjectNode> found = seen(() -> find(target, route, goal), problems);
                revert = revert.or(() -> found.flatMap(json -> VirtualServiceEdit.stamp(json, target.rollout()))
                        .flatMap(RouteRevision::revert));
                found.ifPresent(_ -> hosts.add(route.host()));
                seen(() -> found.map(json -> edit(json, target, route, goal)), problems)
                        .ifPresent(edit -> {
                            if (edit.needed()) {
                                problems.add(new TrafficStatus.Unwritten(TrafficDrift.of(edit, target, route)));
                            }
                            edit.stamp().ifPresent(stamp -> stamps.put(route.ref(), stamp.toString()));
                        });
            }
            if (rules) {
                problems.addAll(ruleWriter.incomplete(target, goal, hosts));
            }
            return new TrafficReadResult(gravest(problems, goal), stamps, revert, false);
        } catch (TrafficConfigException e) {
            problems.add(new TrafficStatus.Obstacle(e.why()));
            return new TrafficReadResult(gravest(problems, goal), stamps, revert, false);
        } catch (ApiRejectedException | KubernetesClientException e) {
            return TrafficReadResult.unreadable("the API server does not answer: " + e.getMessage());
        }
    }

    /** What can be written comes first where every object is written that can be: no other keeps it waiting. */
    private static Optional<TrafficStatus> gravest(List<TrafficStatus> problems, DesiredTraffic goal) {
        Optional<TrafficStatus> obstacle = problems.stream()
                .filter(problem -> problem instanceof TrafficStatus.Obstacle)
                .findFirst();
        Optional<TrafficStatus> unwritten = problems.stream()
                .filter(problem -> problem instanceof TrafficStatus.Unwritten)
                .findFirst();
        return goal.together() ? obstacle.or(() -> unwritten) : unwritten.or(() -> obstacle);
    }

    private static <T> Optional<T> seen(Supplier<Optional<T>> look, List<TrafficStatus> problems) {
        try {
            return look.get();
        } catch (TrafficConfigException e) {
            problems.add(new TrafficStatus.Obstacle(e.why()));
            return Optional.empty();
        }
    }

    /** The same, for a caller who may always write. */
    List<String> apply(TrafficTarget target, DesiredTraffic goal) {
        return apply(target, goal, () -> true);
    }

    /**
     * All edits are worked out before the first is written, and when a later write fails on the way to green, the earlier ones are taken back. On the way
     * to blue, and to a green that alone serves: weights first, subsets then.
     */
    @Override
    public List<String> apply(TrafficTarget target, DesiredTraffic goal, BooleanSupplier may) {
        boolean together = goal.together();
        List<String> differences = new ArrayList<>();
        if (together) {
            differences.addAll(ruleWriter.complete(target, goal, may));
            target.routes().forEach(route -> edit(target, route, goal));
        }
        List<VirtualServiceEdit> written = new ArrayList<>();
        List<RuntimeException> failed = new ArrayList<>();
        for (TrafficTarget.Route route : target.routes()) {
            attempt(
                    failed,
                    () -> write(target, route, goal, may).ifPresent(edit -> {
                        written.add(edit);
                        differences.add(TrafficDrift.of(edit, target, route));
                    }));
            if (together && !failed.isEmpty()) {
                written.forEach(edit -> takeBack(edit, may));
                break;
            }
        }
        if (!together) {
            attempt(failed, () -> differences.addAll(ruleWriter.complete(target, goal, may)));
        }
        if (!failed.isEmpty()) {
            throw failed.getFirst();
        }
        if (goal instanceof DesiredTraffic.Clean) {
            release(target, may);
        }
        return differences;
    }

    private static void attempt(List<RuntimeException> failed, Runnable write) {
        try {
            write.run();
        } catch (TrafficConfigException | ApiRejectedException | KubernetesClientException e) {
            failed.add(e);
        }
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
    public Optional<RouteTable> routes(RouteRef ref) {
        return istio.get(IstioResourceClient.VIRTUAL_SERVICE, ref.namespace(), ref.name())
                .map(ObjectLimits::bounded)
                .map(json -> new RouteTable(json, ref.namespace()));
    }

    @Override
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
    public void sweep(RouteRef ref, Set<String> rollouts, BooleanSupplier may) {
        writer.write(
                ref.namespace(),
                ref.name(),
                false,
                () -> istio.get(IstioResourceClient.VIRTUAL_SERVICE, ref.namespace(), ref.name())
                        .map(json -> VirtualServiceEdit.swept(json, rollouts)),
                may);
    }

    static ObjectNode read(IstioResourceClient istio, String namespace, String name) {
        return istio.get(IstioResourceClient.VIRTUAL_SERVICE, namespace, name)
                .map(ObjectLimits::bounded)
                .map(ObjectLimits::needed)
                .orElseThrow(() -> ReleaseSetup.missing(namespace, name));
    }

    /** Where users are brought to where they are served, a VirtualService that is gone sends no traffic anywhere and has nothing of ours in it. */
    private Optional<ObjectNode> find(TrafficTarget target, TrafficTarget.Route route, DesiredTraffic goal) {
        return goal.together()
                ? Optional.of(read(istio, target.namespace(), route.ref().name()))
                : istio.getUrgently(
                        IstioResourceClient.VIRTUAL_SERVICE,
                        target.namespace(),
                        route.ref().name());
    }

    private Optional<VirtualServiceEdit> edit(TrafficTarget target, TrafficTarget.Route route, DesiredTraffic goal) {
        return find(target, route, goal).map(json -> edit(json, target, route, goal));
    }

    private static VirtualServiceEdit edit(
            ObjectNode json, TrafficTarget target, TrafficTarget.Route route, DesiredTraffic goal) {
        return VirtualServiceEdit.of(json, target, route, goal, IstioTrafficRouter::nonce);
    }

    private Optional<VirtualServiceEdit> write(
            TrafficTarget target, TrafficTarget.Route route, DesiredTraffic goal, BooleanSupplier may) {
        List<Optional<RouteRevision>> marks = new ArrayList<>();
        return writer.write(
                target.namespace(),
                route.ref().name(),
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
                istio.get(
                                IstioResourceClient.VIRTUAL_SERVICE,
                                target.namespace(),
                                route.ref().name())
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

    private static String nonce() {
        return UUID.randomUUID().toString().substring(0, 8);
    }
}
