package dev.sluice.controller;

import dev.sluice.api.PolicySpec;
import dev.sluice.api.UntrustedInput;
import dev.sluice.kubernetes.LeanStore;
import dev.sluice.kubernetes.MeasureSpec;
import dev.sluice.kubernetes.PodTemplateHash;
import dev.sluice.kubernetes.RolloutClient;
import dev.sluice.kubernetes.RolloutSpec;
import dev.sluice.kubernetes.RouteTargetSpec;
import dev.sluice.kubernetes.StoredPolicy;
import dev.sluice.kubernetes.VersionPods;
import dev.sluice.kubernetes.VersionSpec;
import dev.sluice.rollout.Desired;
import dev.sluice.traffic.TrafficConfigException;
import dev.sluice.traffic.istio.Candidate;
import dev.sluice.traffic.istio.IstioTrafficRouter;
import dev.sluice.traffic.istio.TrafficSplit;
import dev.sluice.workload.WorkloadClient;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;

/** Begins releases: finds blue and green, freezes the plan, creates the Rollout. Else it only takes out what dead rollouts have left. */
@ApplicationScoped
public class RolloutFactory {
    private static final Logger LOG = Logger.getLogger(RolloutFactory.class);
    private static final int PIN_BYTES = 16;
    private static final String VERSION = "version";

    private final IstioTrafficRouter router;
    private final WorkloadClient workloads;
    private final RolloutClient rollouts;
    private final Sharding sharding;
    private final SecureRandom random = new SecureRandom();

    public RolloutFactory(
            IstioTrafficRouter router, WorkloadClient workloads, RolloutClient rollouts, Sharding sharding) {
        this.router = router;
        this.workloads = workloads.asLongAs(sharding::mayAct);
        this.rollouts = rollouts.asLongAs(sharding::mayAct);
        this.sharding = sharding;
    }

    /**
     * Begins a release of this Deployment.
     *
     * @param others the namespace's Deployments, among them blue's
     * @param active the names of the namespace's Rollouts that are not over
     * @param each runs before each look at an object of the mesh; what it throws ends the attempt
     * @return the Rollout's name; empty when the Deployment carries the traffic already
     * @throws TrafficConfigException when the Deployment, the DestinationRule or a VirtualService does not allow it, or the namespace has more
     *     Deployments than are looked into
     */
    Optional<String> begin(
            StoredPolicy policy,
            PolicySpec plan,
            Deployment green,
            List<Deployment> others,
            Set<String> active,
            Runnable each) {
        Ground ground = check(policy, plan, green, others, each);
        TrafficSplit traffic = ground.traffic();
        Map<String, String> blueLabels = ground.blueLabels();
        if (ground.carries()) {
            return Optional.empty();
        }
        removeStalePins(policy.namespace(), traffic, active, each);
        VersionPods serving = workloads.serving(policy.namespace(), blueLabels, others);
        String name = policy.name() + "-" + PodTemplateHash.id(green);
        rollouts.create(
                policy,
                name,
                new RolloutSpec(
                        policy.name(),
                        plan,
                        blue(traffic, serving).selecting(blueLabels),
                        VersionSpec.of(traffic.green(), green),
                        ground.version(),
                        // A version that is down for a moment still serves: only one that is not even asked for does
                        // not.
                        serving.size().wanted() == 0 && serving.size().ready() == 0,
                        routes(traffic),
                        serving.deployments().isEmpty() && serving.others().isEmpty()
                                ? null
                                : MeasureSpec.of(serving, green),
                        RolloutSpec.noted(traffic.leftAlone()),
                        pin(),
                        Desired.Run));
        return Optional.of(name);
    }

    /**
     * On what a release stands.
     *
     * @param version green's label
     * @param traffic how it is split
     * @param blueLabels the labels of blue's pods
     */
    record Ground(String version, TrafficSplit traffic, Map<String, String> blueLabels) {
        private boolean carries() {
            return traffic.green().equals(traffic.blue());
        }
    }

    /**
     * Looks whether a release of this Deployment could begin.
     *
     * @param others the namespace's Deployments
     * @param each runs before each look at an object of the mesh; what it throws ends the attempt
     * @throws TrafficConfigException when it could not, or the namespace has more Deployments than are looked into
     */
    Ground check(StoredPolicy policy, PolicySpec plan, Deployment green, List<Deployment> others, Runnable each) {
        checkKnown(policy.namespace(), others);
        String version = version(green);
        TrafficSplit traffic = router.survey(policy.namespace(), plan, Candidate.of(green, others), each);
        Map<String, String> selector = selector(policy, traffic);
        checkSelected(green, selector);
        Map<String, String> blueLabels = new HashMap<>(selector);
        blueLabels.putAll(traffic.blueLabels());
        Ground ground = new Ground(version, traffic, blueLabels);
        if (ground.carries()) {
            checkTold(green, traffic, blueLabels, others);
        }
        return ground;
    }

    /** What rollouts that are no more have left does no harm, so it keeps no release from beginning. */
    private void removeStalePins(String namespace, TrafficSplit traffic, Set<String> alive, Runnable each) {
        try {
            workloads.autoscalers().sweep(namespace, alive);
        } catch (RuntimeException e) {
            LOG.warnf(
                    "minReplicas that an earlier rollout raised may stay in namespace %s for now: %s",
                    namespace, UntrustedInput.why(e));
        }
        for (TrafficSplit.RouteTraffic route : traffic.routes()) {
            each.run();
            try {
                router.sweep(route.ref(), alive, () -> sharding.mayAct(namespace));
            } catch (RuntimeException e) {
                LOG.warnf(
                        "pinned routes of earlier rollouts stay in %s for now: %s",
                        route.ref().words(), UntrustedInput.why(e));
            }
        }
    }

    /** One of which nothing is known could be blue's, or could share a subset with it. */
    private static void checkKnown(String namespace, List<Deployment> others) {
        if (others.stream().anyMatch(LeanStore::bare)) {
            throw new TrafficConfigException(LeanStore.crowdOfDeployments(namespace));
        }
    }

    private static String version(Deployment green) {
        Map<String, String> labels = labels(green);
        String version = labels.get(VERSION);
        if (version == null || version.isEmpty()) {
            throw new TrafficConfigException(
                    "Deployment " + green.getMetadata().getName()
                            + " has no label version in spec.template.metadata.labels; add one that differs from the running version's");
        }
        return version;
    }

    private Map<String, String> selector(StoredPolicy policy, TrafficSplit traffic) {
        String service = traffic.routes().getFirst().host().split("\\.", 2)[0];
        return workloads
                .selector(policy.namespace(), service)
                .orElseThrow(() -> new TrafficConfigException("Service " + service + " does not exist in namespace "
                        + policy.namespace() + " or selects nothing; apply it"));
    }

    private static void checkSelected(Deployment green, Map<String, String> selector) {
        if (!labels(green).entrySet().containsAll(selector.entrySet())) {
            throw new TrafficConfigException("Deployment " + green.getMetadata().getName()
                    + " makes pods that the Service does not select; add the labels " + selector
                    + " to spec.template.metadata.labels");
        }
    }

    /** A subset that selects the pods of more than one version gives green its share already, and nobody can take it back. */
    private static void checkTold(
            Deployment green, TrafficSplit traffic, Map<String, String> blueLabels, List<Deployment> others) {
        String name = green.getMetadata().getName();
        boolean shared = !traffic.blueLabels().containsKey(VERSION)
                && others.stream()
                        .filter(d -> !d.getMetadata().getName().equals(name))
                        .anyMatch(d -> labels(d).entrySet().containsAll(blueLabels.entrySet()));
        if (shared) {
            throw new TrafficConfigException(
                    "subset " + traffic.blue() + ", which serves now, selects " + traffic.blueLabels()
                            + ", which the pods of Deployment " + name
                            + " have too; let the DestinationRule select it by a label of the serving version alone");
        }
    }

    private static VersionSpec blue(TrafficSplit traffic, VersionPods serving) {
        return serving.deployments().stream()
                .findFirst()
                .map(d -> VersionSpec.of(traffic.blue(), d))
                .orElseGet(() -> VersionSpec.of(traffic.blue()));
    }

    private static List<RouteTargetSpec> routes(TrafficSplit traffic) {
        return traffic.routes().stream()
                .map(r -> RouteTargetSpec.of(
                        r.ref(),
                        r.host(),
                        originals(r),
                        r.probePath().orElse(null),
                        r.kept(),
                        r.blueSubset().orElse(null)))
                .toList();
    }

    private static List<RouteTargetSpec.Original> originals(TrafficSplit.RouteTraffic route) {
        return route.originals().stream()
                .map(one -> new RouteTargetSpec.Original(
                        one.green(), one.weighted(), one.share() == 0 ? null : one.share()))
                .toList();
    }

    private static Map<String, String> labels(Deployment deployment) {
        return Optional.ofNullable(deployment.getSpec().getTemplate().getMetadata())
                .flatMap(metadata -> Optional.ofNullable(metadata.getLabels()))
                .orElse(Map.of());
    }

    private String pin() {
        byte[] bytes = new byte[PIN_BYTES];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
