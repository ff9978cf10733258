package dev.sluice.truth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;

/** One app in a namespace of its own, its users, and what is done to it. */
final class TruthScene implements AutoCloseable {
    /** The states that a rollout ends in. */
    private final TruthCluster cluster;

    private final String namespace;
    private final Users users = new Users();
    private final Watching watching;
    private Load load;
    private int perSecond = 100;
    private String name = "";

    TruthScene(TruthCluster cluster, String namespace) {
        this.cluster = cluster;
        this.namespace = namespace;
        ControlPlane.createNamespace(cluster.client(), namespace);
        this.watching = new Watching(cluster.client(), namespace);
    }

    /** Tells it apart in the report from others of the same test. */
    TruthScene name(String known) {
        name = known;
        return this;
    }

    /** Fewer users than usual, where many scenes share the machine; before there is an app. */
    TruthScene users(int everySecond) {
        perSecond = everySecond;
        return this;
    }

    /** Its name beside others of the same test; empty for the only one. */
    String name() {
        return name;
    }

    TruthCluster cluster() {
        return cluster;
    }

    Users users() {
        return users;
    }

    Watching watching() {
        return watching;
    }

    String host() {
        return namespace + ".test";
    }

    KubernetesClient client() {
        return cluster.client();
    }

    /** Sets up the app with two pods a version and its users, all served by v1; v2 waits without traffic. */
    TruthScene app() {
        return app(UnaryOperator.identity());
    }

    /** The app as its file describes it, changed. */
    TruthScene app(UnaryOperator<String> change) {
        return app(change, "/");
    }

    TruthScene app(UnaryOperator<String> change, String path) {
        apply(change.apply(Texts.resource("app.yaml")));
        await("the app").atMost(Duration.ofMinutes(1)).until(() -> ready("v1") > 0);
        untilServed(host(), path);
        return users(path);
    }

    /** Creates what a text with the scene's names in it describes. */
    TruthScene apply(String yaml) {
        cluster.apply(
                namespace,
                yaml.replace("${HOST}", host())
                        .replace("${NAMESPACE}", namespace)
                        .replace("${REPLICAS}", "2")
                        .replace("${IMAGE}", "truth/app:v2"));
        return this;
    }

    /** From now on users come, whether or not anything serves them. */
    TruthScene users(String path) {
        return users(List.of(host()), path, perSecond);
    }

    /** Users of several hosts, so many requests a second for all of them together. */
    TruthScene users(List<String> hosts, String path, int perSecond) {
        load = new Load(cluster::gateways, hosts, path, perSecond, users);
        return this;
    }

    /** Waits until every gateway serves a host. */
    void untilServed(String host, String path) {
        untilServed(List.of(host), path, 20);
    }

    void untilServed(List<String> hosts, String path, int perSecond) {
        Users warmUp = new Users();
        try (Load first = new Load(cluster::gateways, hosts, path, perSecond, warmUp)) {
            await("every gateway serves the app")
                    .atMost(Duration.ofMinutes(1))
                    .until(() -> Users.steady(warmUp, 10 * hosts.size()));
        }
    }

    /** Applies the suite's policy, changed. */
    TruthScene policy(UnaryOperator<String> change) {
        String spec = change.apply(Texts.resource("policy.yaml")).indent(2);
        cluster.apply(namespace, """
                apiVersion: sluice.dev/v1alpha1
                kind: RolloutPolicy
                metadata: {name: myapp}
                spec:
                """ + spec);
        return this;
    }

    /** Applies the suite's policy with other steps, in YAML. */
    TruthScene steps(String steps) {
        return policy(policy -> policy.replaceAll("steps: .*", "steps: " + steps));
    }

    TruthScene policy() {
        return policy(UnaryOperator.identity());
    }

    /** Annotates green's Deployment: the release begins. */
    void release() {
        annotate("myapp-v2", "myapp");
    }

    void annotate(String deployment, String policy) {
        client().apps()
                .deployments()
                .inNamespace(namespace)
                .withName(deployment)
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        "{\"metadata\": {\"annotations\": {\"sluice.dev/rollout\": \"" + policy + "\"}}}");
        watching.note("annotated " + deployment);
    }

    /** Breaks every pod of a version; returns the moment on the clock of System.nanoTime. */
    long fault(String version, AppFault fault) {
        pods(version).forEach(fault::at);
        watching.note(version + " " + fault);
        return System.nanoTime();
    }

    List<RunningPod> pods(String version) {
        return cluster.kubelet().pods(namespace, Map.of("app", "myapp", "version", version));
    }

    long ready(String version) {
        return pods(version).stream().filter(RunningPod::ready).count();
    }

    /** Waits until the newest rollout holds this weight. */
    void untilHolding(int weight) {
        until("green holds " + weight, () -> watching.state().equals("Holding") && watching.asked() == weight);
    }

    /** Waits until the newest rollout is over and makes sure that it ended so. */
    void untilOver(String outcome) {
        until("the rollout is over", watching::over);
        assertThat(watching.state()).as(watching::journal).isEqualTo(outcome);
    }

    /** Waits until so many further users have been served, which is the suite's way to let time pass. */
    void meanwhile(int requests) {
        long enough = users.all().size() + requests;
        until(requests + " further user requests", () -> users.all().size() >= enough);
    }

    /** Waits until a row of users has been served well, and by this version alone: whatever it was, it is over for them. */
    void untilOnly(String version) {
        until(
                "only " + version + " answers",
                () -> users.last(300).stream()
                        .allMatch(request -> request.version().equals(version) && !request.failed()));
    }

    void until(String what, Callable<Boolean> condition) {
        await(what)
                .atMost(Duration.ofMinutes(3))
                .pollInterval(Duration.ofMillis(20))
                .pollDelay(Duration.ZERO)
                .until(condition);
    }

    Resource<GenericKubernetesResource> virtualService(String name) {
        return resource("networking.istio.io/v1", "VirtualService", name);
    }

    Resource<GenericKubernetesResource> resource(String version, String kind, String name) {
        return client().genericKubernetesResources(version, kind)
                .inNamespace(namespace)
                .withName(name);
    }

    String namespace() {
        return namespace;
    }

    /** Ends the users and takes the app away; does not wait for that. */
    @Override
    public void close() {
        if (load != null) {
            load.close();
        }
        watching.close();
        client().namespaces().withName(namespace).delete();
    }

    /** Waits for the answers that are on their way; nothing is sent any more. */
    Users settled() {
        load.close();
        return users;
    }
}
