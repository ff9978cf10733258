package dev.sluice.traffic.istio;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.api.PolicySpec;
import dev.sluice.api.RouteSpec;
import dev.sluice.rollout.DesiredTraffic;
import dev.sluice.rollout.TrafficTarget;
import dev.sluice.rollout.Weight;
import dev.sluice.traffic.TrafficConfigException;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** What a release would write into the mesh's objects. Reads them, and writes nothing. */
public final class TrafficDryRun {
    private static final String PIN = "SECRET";
    private static final String NONCE = "RANDOM";

    private final IstioResourceClient istio;
    private final GatewayTrust trust;

    private TrafficDryRun(IstioResourceClient istio, GatewayTrust trust) {
        this.istio = istio;
        this.trust = trust;
    }

    /** Reads with this client. */
    public static TrafficDryRun of(KubernetesClient client) {
        InstalledSettings installed = InstalledSettings.of(client);
        return new TrafficDryRun(new IstioResourceClient(client, installed.namespaces()), installed.trust());
    }

    /**
     * One object.
     *
     * @param before as it is
     * @param after as it would be; equal to {@code before} when nothing would be written
     */
    public record Sheet(ObjectNode before, ObjectNode after) {}

    /**
     * How the traffic is split now.
     *
     * @param green the version that is to be released
     * @throws TrafficConfigException when the objects do not allow a release
     * @throws KubernetesClientException when the API server does not answer, or refuses
     */
    public TrafficSplit traffic(String namespace, PolicySpec policy, Candidate green) {
        ReleaseSetup setup = new ReleaseSetup(new FetchedObjects(istio, trust, namespace), namespace, policy, trust);
        asked(setup::checkWhatCanBeSeen);
        return asked(() -> setup.traffic(green));
    }

    /**
     * What would be written at a weight; what is secret or random then has a word in its place.
     *
     * @param rollout name that the Rollout would have
     * @param version value of green's {@code version} label
     * @throws TrafficConfigException when the objects do not allow it
     * @throws KubernetesClientException when the API server does not answer, or refuses
     */
    public List<Sheet> at(
            Weight weight, String namespace, String rollout, PolicySpec policy, TrafficSplit traffic, String version) {
        TrafficTarget target = new TrafficTarget(
                namespace, rollout, PIN, traffic.blue(), traffic.green(), version, routes(policy, traffic));
        List<Sheet> sheets = new ArrayList<>();
        List<ObjectNode> rules = asked(() -> istio.rules(namespace, List.of()));
        target.routes().stream().map(TrafficTarget.Route::host).distinct().forEach(host -> {
            ObjectNode rule = DestinationSubsets.rule(rules, host, namespace);
            sheets.add(new Sheet(rule, DestinationSubsets.completed(rule, target)));
        });
        for (TrafficTarget.Route route : target.routes()) {
            ObjectNode before = asked(
                    () -> IstioTrafficRouter.read(istio, namespace, route.ref().name()));
            sheets.add(new Sheet(
                    before,
                    VirtualServiceEdit.of(before, target, route, new DesiredTraffic.Split(weight), () -> NONCE)
                            .after()));
        }
        return sheets;
    }

    private static List<TrafficTarget.Route> routes(PolicySpec policy, TrafficSplit traffic) {
        return traffic.routes().stream()
                .map(found -> new TrafficTarget.Route(
                        found.ref(),
                        policy.routes().stream()
                                .filter(route ->
                                        route.ref(found.ref().namespace()).equals(found.ref()))
                                .findFirst()
                                .map(RouteSpec::httpRoutes)
                                .orElse(List.of()),
                        found.host(),
                        found.originals(),
                        "",
                        "",
                        Set.copyOf(found.kept())))
                .toList();
    }

    private static <T> T asked(Supplier<T> question) {
        try {
            return question.get();
        } catch (ApiRejectedException e) {
            throw e.getCause() instanceof KubernetesClientException cause ? cause : e;
        }
    }
}
