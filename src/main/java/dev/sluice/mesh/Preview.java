package dev.sluice.mesh;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.policy.PolicySpec;
import dev.sluice.policy.RouteSpec;
import dev.sluice.rollout.MeshGoal;
import dev.sluice.rollout.Target;
import dev.sluice.rollout.Weight;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** What a release would write into the mesh's objects. Reads them, and writes nothing. */
public final class Preview {
    private static final String PIN = "SECRET";
    private static final String NONCE = "RANDOM";

    private final Documents documents;
    private final GatewayTrust trust;

    private Preview(Documents documents, GatewayTrust trust) {
        this.documents = documents;
        this.trust = trust;
    }

    /** Reads with this client. */
    public static Preview of(KubernetesClient client) {
        Installed installed = Installed.of(client);
        return new Preview(new Documents(client, installed.namespaces()), installed.trust());
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
     * @throws Obstacle when the objects do not allow a release
     * @throws KubernetesClientException when the API server does not answer, or refuses
     */
    public Traffic traffic(String namespace, PolicySpec policy, Candidate green) {
        Setup setup = new Setup(new AskedObjects(documents, trust, namespace), namespace, policy, trust);
        asked(setup::checkWhatCanBeSeen);
        return asked(() -> setup.traffic(green));
    }

    /**
     * What would be written at a weight; what is secret or random then has a word in its place.
     *
     * @param rollout name that the Rollout would have
     * @param version value of green's {@code version} label
     * @throws Obstacle when the objects do not allow it
     * @throws KubernetesClientException when the API server does not answer, or refuses
     */
    public List<Sheet> at(
            Weight weight, String namespace, String rollout, PolicySpec policy, Traffic traffic, String version) {
        Target target =
                new Target(namespace, rollout, PIN, traffic.blue(), traffic.green(), version, routes(policy, traffic));
        List<Sheet> sheets = new ArrayList<>();
        List<ObjectNode> rules = asked(() -> documents.rules(namespace, List.of()));
        target.routes().stream().map(Target.Route::host).distinct().forEach(host -> {
            ObjectNode rule = Subsets.rule(rules, host, namespace);
            sheets.add(new Sheet(rule, Subsets.completed(rule, target)));
        });
        for (Target.Route route : target.routes()) {
            ObjectNode before = asked(() -> Mesh.read(documents, namespace, route.virtualService()));
            sheets.add(new Sheet(
                    before,
                    Edit.of(before, target, route, new MeshGoal.Split(weight), () -> NONCE)
                            .after()));
        }
        return sheets;
    }

    private static List<Target.Route> routes(PolicySpec policy, Traffic traffic) {
        return traffic.routes().stream()
                .map(found -> new Target.Route(
                        found.virtualService(),
                        policy.routes().stream()
                                .filter(route -> route.virtualService().equals(found.virtualService()))
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
        } catch (Refused e) {
            throw e.getCause() instanceof KubernetesClientException cause ? cause : e;
        }
    }
}
