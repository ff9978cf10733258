package dev.sluice.traffic.istio;

import dev.sluice.api.ProbeHeaders;
import dev.sluice.api.RouteRef;
import dev.sluice.kubernetes.FairTurns;
import dev.sluice.kubernetes.GatewayHttpOptions;
import dev.sluice.rollout.GatewayEndpoint;
import dev.sluice.rollout.ObservedGateway;
import dev.sluice.rollout.TrafficStatus;
import dev.sluice.rollout.Weight;
import dev.sluice.traffic.ConvergenceChecker;
import dev.sluice.traffic.ConvergenceResult;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** Asks every gateway pod for the stamp of the last write: a gateway that answers with it serves the weights. */
@ApplicationScoped
public class RevisionConvergenceChecker implements ConvergenceChecker {
    private static final String UNREACHABLE = "!";

    /** A namespace's policies have one authority as a rule, two while it is changed. */
    private static final int WAYS_TO_TRUST = 8;

    private static final Duration IDLE = Duration.ofSeconds(30);
    private static final String TOO_MANY = UNREACHABLE + "the policies of its namespace trust in " + WAYS_TO_TRUST
            + " other ways already; let them have the same spec.health.probe.tls.caBundle";
    private static final Duration TIMEOUT = Duration.ofSeconds(1);

    /** Questions under way at a time, and how many of a namespace wait for theirs. */
    private static final int AT_ONCE = 512;

    private static final int WAITING = 4_096;

    /** Bytes of a question for each tenth of a second that it keeps its turn, whenever its answer comes: so a share of the turns is one of the bytes, too. */
    private static final int BYTES = 4 << 10;

    private static final int KEPT_MS = 100;

    private final RevisionClients clients;
    private final FairTurns turns;
    private final Function<Duration, Executor> later;

    @Inject
    RevisionConvergenceChecker(Vertx vertx) {
        this(
                vertx,
                AT_ONCE,
                time -> CompletableFuture.delayedExecutor(time.toMillis(), TimeUnit.MILLISECONDS, Runnable::run));
    }

    /**
     * Asks nobody yet.
     *
     * @param atOnce how many questions are under way at most
     * @param later runs what it is given after a time
     */
    RevisionConvergenceChecker(Vertx vertx, int atOnce, Function<Duration, Executor> later) {
        this.clients = new RevisionClients(vertx, WAYS_TO_TRUST, atOnce, IDLE, System::nanoTime);
        this.turns = new FairTurns(atOnce, WAITING);
        this.later = later;
    }

    @PreDestroy
    void close() {
        clients.close();
    }

    /** A namespace has its share of all questions; what is beyond that waits for those of its namespace. */
    @Override
    public ConvergenceResult prove(
            String namespace,
            List<GatewayEndpoint> endpoints,
            Map<RouteRef, String> stamps,
            String pin,
            Function<String, Map<String, String>> headers,
            Instant at) {
        if (endpoints.isEmpty()) {
            return new ConvergenceResult(new TrafficStatus.Blind("no ingress gateway pod is ready", at), List.of());
        }
        Map<GatewayEndpoint, CompletableFuture<String>> asked = new HashMap<>();
        endpoints.forEach(endpoint ->
                asked.computeIfAbsent(endpoint, _ -> ask(namespace, endpoint, pin, headers.apply(endpoint.host()))));
        List<String> answers =
                endpoints.stream().map(asked::get).map(CompletableFuture::join).toList();
        return new ConvergenceResult(weigh(endpoints, answers, stamps, at), gateways(endpoints, answers));
    }

    private static TrafficStatus weigh(
            List<GatewayEndpoint> endpoints, List<String> answers, Map<RouteRef, String> stamps, Instant at) {
        List<String> blind = new ArrayList<>();
        List<String> pending = new ArrayList<>();
        for (int i = 0; i < endpoints.size(); i++) {
            GatewayEndpoint endpoint = endpoints.get(i);
            String answer = answers.get(i);
            if (answer.startsWith(UNREACHABLE)) {
                blind.add("gateway " + endpoint.gateway() + " cannot be reached: "
                        + answer.substring(UNREACHABLE.length()));
            } else if (!answer.equals(stamps.get(endpoint.route()))) {
                pending.add("gateway " + endpoint.gateway() + " does not serve the new weights of "
                        + endpoint.route().name() + " yet" + hint(answer));
            }
        }
        if (!pending.isEmpty()) {
            return new TrafficStatus.Pending(summary(pending));
        }
        return blind.isEmpty() ? new TrafficStatus.Converged() : new TrafficStatus.Blind(summary(blind), at);
    }

    /** A gateway that serves several VirtualServices is as far as the slowest of them. */
    private static List<ObservedGateway> gateways(List<GatewayEndpoint> endpoints, List<String> answers) {
        Map<String, ObservedGateway> gateways = new LinkedHashMap<>();
        for (int i = 0; i < endpoints.size(); i++) {
            ObservedGateway seen = seen(endpoints.get(i).gateway(), answers.get(i));
            gateways.merge(seen.gateway(), seen, (one, other) -> worse(one, other) ? one : other);
        }
        return List.copyOf(gateways.values());
    }

    private static ObservedGateway seen(String gateway, String answer) {
        if (answer.startsWith(UNREACHABLE)) {
            return new ObservedGateway(gateway, Optional.empty(), answer.substring(UNREACHABLE.length()));
        }
        Optional<Weight> serves = RouteRevision.parse(answer).flatMap(RouteRevision::weight);
        return new ObservedGateway(
                gateway, serves, serves.isPresent() ? "" : "serves none of this rollout's weights yet");
    }

    private static boolean worse(ObservedGateway one, ObservedGateway other) {
        if (one.serves().isEmpty() || other.serves().isEmpty()) {
            return one.serves().isEmpty();
        }
        return one.serves().get().compareTo(other.serves().get()) <= 0;
    }

    private CompletableFuture<String> ask(
            String namespace, GatewayEndpoint endpoint, String pin, Map<String, String> headers) {
        Map<String, String> carried = ProbeHeaders.carried(headers);
        return ProbeHeaders.excess(carried)
                .map(why -> CompletableFuture.completedFuture(UNREACHABLE + why))
                .or(() -> clients.of(namespace, endpoint.tls())
                        .map(client -> ask(client, namespace, endpoint, pin, carried)))
                .orElseGet(() -> CompletableFuture.completedFuture(TOO_MANY));
    }

    private CompletableFuture<String> ask(
            HttpClient client, String namespace, GatewayEndpoint endpoint, String pin, Map<String, String> headers) {
        RequestOptions question = new RequestOptions()
                .setServer(SocketAddress.inetSocketAddress(endpoint.port(), endpoint.address()))
                .setHost(endpoint.host())
                .setPort(endpoint.port())
                .setURI(endpoint.path())
                .putHeader("user-agent", "sluice");
        headers.forEach(question::putHeader);
        question.putHeader(PinnedRoutes.PIN, PinnedRoutes.proof(pin));
        CompletableFuture<String> stamp = new CompletableFuture<>();
        turns.run(namespace, TIMEOUT, () -> {
                    CompletableFuture<Void> paid = kept(endpoint, headers);
                    return CompletableFuture.allOf(RevisionRequest.begin(client, question, TIMEOUT, stamp), paid);
                })
                .exceptionally(error -> {
                    stamp.completeExceptionally(error);
                    return null;
                });
        return stamp.exceptionally(error -> UNREACHABLE + GatewayHttpOptions.why(error));
    }

    /** Completes when a question has kept its turn for as long as its bytes are worth. */
    private CompletableFuture<Void> kept(GatewayEndpoint endpoint, Map<String, String> headers) {
        long bytes = ProbeHeaders.size(headers)
                + endpoint.host().length()
                + endpoint.path().length();
        Duration time = Duration.ofMillis(bytes * KEPT_MS / BYTES);
        return time.isZero()
                ? CompletableFuture.completedFuture(null)
                : CompletableFuture.runAsync(() -> {}, later.apply(time));
    }

    /** What answers before any route does is no matter of time. */
    private static String hint(String answer) {
        return answer.startsWith(RevisionRequest.STATUS)
                ? "; it answers " + answer.substring(RevisionRequest.STATUS.length())
                        + " before any route does: if that is a login, name what it wants in spec.health.probe.headers of the policy"
                : "";
    }

    private static String summary(List<String> all) {
        return all.size() == 1 ? all.getFirst() : all.getFirst() + " (and " + (all.size() - 1) + " more)";
    }
}
