package dev.sluice.traffic.istio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.local.BareApi;
import dev.sluice.local.TroubledApi;
import dev.sluice.local.TroubledApi.Trouble;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the operator says of gateways, and who only looks like one. */
final class GatewayTrustTest {
    private static final Map<String, String> SELECTOR = Map.of("istio", "edge");
    private static final String CONTROLLER = """
            apiVersion: apps/v1
            kind: Deployment
            metadata:
              name: sluice-controller
              namespace: sluice-system
              labels: {app.kubernetes.io/name: sluice, app.kubernetes.io/component: controller}
            spec: {template: {spec: {containers: [{name: sluice, env: [%s]}]}}}
            """;

    private final BareApi api = new BareApi("");

    @AfterEach
    void close() {
        api.close();
    }

    @Test
    void readsWhatTheControllerWasTold() {
        api.create(
                CONTROLLER.formatted(
                        "{name: SLUICE_GATEWAYS_NAMESPACES, value: 'edge, inner'},"
                                + " {name: SLUICE_GATEWAYS_OWN_NAMESPACES, value: '*'}, {name: SLUICE_GATEWAYS_HOST_NETWORK, value: 'true'}"));

        assertThat(GatewayTrust.installed(api.client()))
                .isEqualTo(new GatewayTrust(List.of("edge", "inner"), List.of("*"), List.of(), true));
    }

    @Test
    void takesWhatIsUsualWhereNothingIsSaidOrSeen() {
        assertThat(GatewayTrust.installed(api.client())).isEqualTo(GatewayTrust.USUALLY);
        api.create(CONTROLLER.formatted(""));
        assertThat(GatewayTrust.installed(api.client())).isEqualTo(GatewayTrust.USUALLY);
        try (TroubledApi trouble = new TroubledApi(api.uri());
                var client = trouble.client()) {
            trouble.make(_ -> new Trouble.Answer(403));
            assertThat(GatewayTrust.installed(client)).isEqualTo(GatewayTrust.USUALLY);
        }
    }

    @Test
    void takesAStarForAll() {
        GatewayTrust all = new GatewayTrust(List.of("*"), List.of(), List.of(), false);

        assertThat(all.admits(new GatewayPod("any", "a", false), "ns")).isTrue();
        assertThat(all.admits(new GatewayPod("any", "a", true), "ns")).isFalse();
        assertThat(all.leads("any")).isTrue();
    }

    @Test
    void tellsOfStrangersAsTheyComeAndGo() {
        List<UntrustedGatewayPods> told = new ArrayList<>();
        GatewayPodCache census =
                new GatewayPodCache(new IstioResourceClient(api.client()), GatewayTrust.USUALLY, told::add);
        pod("istio-system");
        assertThat(answered(census, SELECTOR, "edge"))
                .hasValueSatisfying(pods -> assertThat(pods).hasSize(1));
        long before = census.mark();
        census.refresh(Set.of(SELECTOR));
        assertThat(census.mark()).as("nothing is new").isEqualTo(before);

        pod("evil");
        census.refresh(Set.of(SELECTOR));

        assertThat(census.mark()).isNotEqualTo(before);
        assertThat(told).extracting(UntrustedGatewayPods::pods).containsExactly(0, 0, 1);
        api.client().pods().inNamespace("evil").delete();
        census.refresh(Set.of(SELECTOR));
        assertThat(told.getLast().pods()).isZero();
    }

    @Test
    void knowsNothingWhereNobodyAnswers() {
        try (TroubledApi trouble = new TroubledApi(api.uri());
                var client = trouble.client()) {
            trouble.make(_ -> new Trouble.Answer(503));

            assertThat(answered(
                            new GatewayPodCache(
                                    new IstioResourceClient(client),
                                    GatewayTrust.USUALLY,
                                    (UntrustedGatewayPods _) -> {}),
                            SELECTOR,
                            "edge"))
                    .isEqualTo(Optional.empty());
        }
    }

    @Test
    void asksThoseWhoDoNotAnswerNotAgainAtOnce() {
        AtomicInteger asked = new AtomicInteger();
        AtomicLong nanos = new AtomicLong();
        try (TroubledApi trouble = new TroubledApi(api.uri());
                var client = trouble.client()) {
            trouble.make(_ -> {
                asked.incrementAndGet();
                return new Trouble.Answer(503);
            });
            GatewayPodCache census = new GatewayPodCache(
                    new IstioResourceClient(client), GatewayTrust.USUALLY, (UntrustedGatewayPods _) -> {}, nanos::get);

            assertThat(answered(census, SELECTOR, "edge")).isEmpty();
            int once = asked.get();
            assertThat(answered(census, SELECTOR, "edge")).isEmpty();
            assertThat(asked).hasValue(once);

            nanos.addAndGet(Duration.ofSeconds(30).toNanos());
            assertThat(answered(census, SELECTOR, "edge")).isEmpty();
            assertThat(asked).hasValueGreaterThan(once);
        }
    }

    /** However many Gateways a namespace has, those of others are known. */
    @Test
    void asksForSomeOfANamespacesGatewaysAndForOthersAllTheSame() {
        pod("istio-system");
        AtomicInteger asked = new AtomicInteger();
        try (TroubledApi counted = new TroubledApi(api.uri());
                var client = counted.client()) {
            counted.make(_ -> {
                asked.incrementAndGet();
                return TroubledApi.NONE;
            });
            GatewayPodCache census = new GatewayPodCache(
                    new IstioResourceClient(client), GatewayTrust.USUALLY, (UntrustedGatewayPods _) -> {});
            assertThat(answered(census, Map.of("app", "a"), "evil")).isPresent();
            int once = asked.get();

            for (int i = 0; i < 600; i++) {
                answered(census, Map.of("app", "a" + i), "evil");
            }

            assertThat(asked).hasValue(GatewayPodCache.EACH * once);
            assertThat(answered(census, SELECTOR, "shop"))
                    .hasValueSatisfying(pods -> assertThat(pods).hasSize(1));
            census.refresh(Set.of(SELECTOR));
            assertThat(answered(census, Map.of("app", "new"), "evil"))
                    .as("those that no Gateway has any more make room")
                    .isPresent();
        }
    }

    /** Whoever looks at all policies waits for one of them. */
    @Test
    void asksForNoOtherOfANamespaceWhereOneWasNotAnsweredAndMendsItLater() {
        AtomicInteger asked = new AtomicInteger();
        AtomicLong nanos = new AtomicLong();
        try (TroubledApi trouble = new TroubledApi(api.uri());
                var client = trouble.client()) {
            trouble.make(_ -> {
                asked.incrementAndGet();
                return new Trouble.Answer(503);
            });
            GatewayPodCache census = new GatewayPodCache(
                    new IstioResourceClient(client), GatewayTrust.USUALLY, (UntrustedGatewayPods _) -> {}, nanos::get);
            answered(census, Map.of("app", "a"), "evil");
            int once = asked.get();

            for (int i = 0; i < 100; i++) {
                assertThat(answered(census, Map.of("app", "a" + i), "evil")).isEmpty();
            }

            assertThat(asked).hasValue(once);
            trouble.calm();
            assertThat(answered(census, SELECTOR, "shop")).as("another's").isPresent();
            census.refresh(Set.of(SELECTOR, Map.of("app", "a0")));
            assertThat(answered(census, Map.of("app", "a0"), "evil"))
                    .as("by those who ask from time to time")
                    .isPresent();
        }
    }

    /** Whoever looks at all policies waits for no answer, and looks again when it is there. */
    @Test
    void isAskedBesideWhoeverNeedsItAndTellsWhenItKnows() {
        pod("istio-system");
        AtomicInteger asked = new AtomicInteger();
        AtomicInteger news = new AtomicInteger();
        CountDownLatch answers = new CountDownLatch(1);
        try (TroubledApi slow = new TroubledApi(api.uri());
                var client = slow.client()) {
            slow.make(_ -> {
                asked.incrementAndGet();
                awaitUninterruptibly(answers);
                return TroubledApi.NONE;
            });
            GatewayPodCache census = new GatewayPodCache(
                    new IstioResourceClient(client), GatewayTrust.USUALLY, (UntrustedGatewayPods _) -> {});
            census.start(() -> Set.of(SELECTOR), news::incrementAndGet);
            try {
                long before = census.mark();
                assertThat(census.of(SELECTOR, "edge")).isEmpty();
                assertThat(census.mark()).isEqualTo(before);

                await().atMost(Duration.ofSeconds(30)).until(() -> asked.get() > 0);
                assertThat(census.of(SELECTOR, "edge")).as("not yet").isEmpty();
                answers.countDown();

                await().atMost(Duration.ofSeconds(30)).until(() -> news.get() > 0);
                assertThat(census.of(SELECTOR, "edge"))
                        .hasValueSatisfying(pods -> assertThat(pods).hasSize(1));
                assertThat(census.mark()).isNotEqualTo(before);
            } finally {
                answers.countDown();
                census.stop();
            }
            await().atMost(Duration.ofSeconds(30)).until(() -> !census.running());
        }
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What is known once the answer had time to come. */
    private static Optional<List<GatewayPod>> answered(
            GatewayPodCache census, Map<String, String> selector, String home) {
        census.of(selector, home);
        census.answer();
        return census.of(selector, home);
    }

    private void pod(String namespace) {
        api.create("""
                apiVersion: v1
                kind: Pod
                metadata: {name: a, namespace: %s, labels: {istio: edge}}
                spec: {containers: [{name: proxy}]}
                """.formatted(namespace));
    }
}
