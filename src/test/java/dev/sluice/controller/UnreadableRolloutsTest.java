package dev.sluice.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.kubernetes.RolloutClient;
import dev.sluice.kubernetes.StoreParts;
import dev.sluice.kubernetes.StoredRollout;
import dev.sluice.local.BareApi;
import dev.sluice.local.TroubledApi;
import dev.sluice.rollout.RolloutEvent;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.utils.Serialization;
import jakarta.enterprise.event.Event;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rollouts that a person or a newer version of Sluice has written. */
final class UnreadableRolloutsTest {
    private static final String STATUS =
            "status: {state: Exploded, since: '2026-01-01T00:00:00Z', stage: Step 1/1, weightAsked: 10}\n";
    private static final String SPEC = """
            apiVersion: sluice.dev/v1alpha1
            kind: Rollout
            metadata:
              name: myapp-1
              namespace: default
              labels: {sluice.dev/policy: myapp}
              finalizers: [sluice.dev/traffic]
            spec: {policy: myapp, plan: {routes: [{virtualService: myapp}], onUnhealthy: Pray}}
            """;

    private static final ActiveLimits LIMITS = new ActiveLimits(new Bench.Hurried());

    private final List<RolloutEvent> news = new ArrayList<>();
    private final BareApi api = new BareApi("");
    private final UnreadableRollouts unread = new UnreadableRollouts(
            new Shown(api.client()),
            StoreParts.rollouts(api.client()),
            LIMITS,
            heard(),
            InstantSource.system(),
            Bench.alone(api.client()),
            Runnable::run);

    @AfterEach
    void close() {
        api.close();
    }

    @Test
    void oneWithAnUnreadableStatusIsStalledAndToldOnce() {
        api.create(StoreParts.ROLLOUT + STATUS);

        unread.pass();
        unread.pass();

        assertThat(news).singleElement().satisfies(one -> {
            assertThat(one.reason()).isEqualTo("Unreadable");
            assertThat(one.message()).contains("status").contains("set spec.desired to Aborted");
        });
        StoredRollout after = RolloutClient.read(stored().require()).orElseThrow();
        List<Condition> conditions = after.status().orElseThrow().conditions();
        assertThat(conditions).singleElement().satisfies(one -> {
            assertThat(one.getType()).isEqualTo("Stalled");
            assertThat(one.getStatus()).isEqualTo("True");
        });
        assertThat(after.status().orElseThrow().state())
                .as("what was written stays")
                .isEqualTo("Exploded");
        assertThat(after.active()).isTrue();
    }

    @Test
    void isCarriedOnOnlyToSendTheTrafficBack() {
        StoredRollout goingOn = StoreParts.rollout(StoreParts.ROLLOUT + STATUS);
        StoredRollout aborted =
                StoreParts.rollout(StoreParts.ROLLOUT.replace("desired: Run", "desired: Aborted") + STATUS);

        assertThat(UnreadableRollouts.workable(goingOn)).isFalse();
        assertThat(UnreadableRollouts.workable(aborted)).isTrue();
    }

    @Test
    void itsPolicyWaitsForOneWhoseSpecCannotBeRead() {
        api.create(SPEC + "status: {state: Holding}\n");

        unread.pass();

        assertThat(unread.of("default", "myapp")).contains("myapp-1");
        assertThat(unread.of("default", "other")).isEmpty();
        assertThat(news)
                .singleElement()
                .satisfies(one -> assertThat(one.message()).contains("sluice-pin-myapp-1"));
    }

    /** What its users meet is known to their owner alone. */
    @ParameterizedTest
    @ValueSource(strings = {"shop.victim.svc.cluster.local", "shop.victim.svc", "shop.victim.svc.other.domain"})
    void oneThatNamesAServiceOfAnotherNamespaceIsToldAndNotCarried(String host) {
        api.create(StoreParts.ROLLOUT.replace("host: myapp", "host: " + host));

        unread.pass();

        assertThat(RolloutClient.read(stored().require())).isEmpty();
        assertThat(news)
                .singleElement()
                .satisfies(one -> assertThat(one.message())
                        .contains(host)
                        .endsWith(
                                "in spec.routes is a Service of another namespace, and a Rollout moves those of its own"
                                        + " alone, so nothing is done for it; delete it"));
        assertThat(RolloutClient.read(Serialization.unmarshal(
                        StoreParts.ROLLOUT.replace("host: myapp", "host: " + host.replace("victim", "default")),
                        GenericKubernetesResource.class)))
                .isPresent();
    }

    @Test
    void oneThatWasNeverBegunIsLetGoWhenItIsDeleted() {
        api.create(SPEC);
        stored().delete();

        unread.pass();

        assertThat(stored().get()).isNull();
    }

    @Test
    void moreThanItsNamespaceMayHaveAreToldAndNotCarried() {
        for (String name : List.of("myapp-1", "myapp-2", "myapp-3")) {
            api.create(StoreParts.ROLLOUT.replace("name: myapp-1", "name: " + name));
        }

        unread.pass();

        assertThat(news).singleElement().satisfies(one -> {
            assertThat(one.name()).isEqualTo("myapp-3");
            assertThat(one.message()).contains("SLUICE_CONTROLLER_MAX_ACTIVE_PER_NAMESPACE");
        });
    }

    @Test
    void ofVeryManySomeAreWrittenInEachPass() {
        for (int i = 0; i < 2 * UnreadableRollouts.EACH + 1; i++) {
            api.create((StoreParts.ROLLOUT + STATUS).replace("name: myapp-1", "name: myapp-" + i));
        }
        AtomicInteger writes = new AtomicInteger();
        try (TroubledApi counted = new TroubledApi(api.uri());
                KubernetesClient client = counted.client()) {
            counted.make(request -> {
                writes.addAndGet(request.writes() ? 1 : 0);
                return TroubledApi.NONE;
            });
            UnreadableRollouts many = new UnreadableRollouts(
                    new Shown(api.client()),
                    StoreParts.rollouts(client),
                    LIMITS,
                    heard(),
                    InstantSource.system(),
                    Bench.alone(client),
                    Runnable::run);

            many.pass();
            assertThat(writes).hasValue(UnreadableRollouts.EACH);
            many.pass();
            assertThat(writes).hasValue(2 * UnreadableRollouts.EACH);
            many.pass();
            many.pass();
            assertThat(writes).as("each once").hasValue(2 * UnreadableRollouts.EACH + 1);
        }
        assertThat(news).hasSize(2 * UnreadableRollouts.EACH + 1);
    }

    /** What is asked of the first namespace is never answered. */
    @Test
    void aNamespaceThatIsNotAnsweredKeepsNoOtherWaiting() {
        for (int i = 0; i < 5; i++) {
            api.create((StoreParts.ROLLOUT + STATUS)
                    .replace("{name: myapp-1, namespace: default}", "{name: evil-" + i + ", namespace: a-evil}"));
        }
        api.create(StoreParts.ROLLOUT + STATUS);
        AtomicInteger hanging = new AtomicInteger();
        try (TroubledApi troubled = new TroubledApi(api.uri());
                KubernetesClient client = patient(troubled)) {
            troubled.make(request -> {
                boolean hangs = request.path().contains("/a-evil/");
                hanging.addAndGet(hangs ? 1 : 0);
                return hangs ? new TroubledApi.Trouble.Hang() : TroubledApi.NONE;
            });
            UnreadableRollouts beside = new UnreadableRollouts(
                    new Shown(api.client()),
                    StoreParts.rollouts(client),
                    LIMITS,
                    heard(),
                    InstantSource.system(),
                    Bench.alone(client));

            Thread intake = Thread.startVirtualThread(() -> {
                beside.pass();
                beside.pass();
            });

            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(conditions("myapp-1")).hasSize(1));
            await().atMost(Duration.ofSeconds(30)).until(() -> !intake.isAlive());
            assertThat(hanging).as("one at a time").hasValueLessThanOrEqualTo(1);
        }
    }

    /** Its requests are given up so late that none is while a test runs. */
    private static KubernetesClient patient(TroubledApi api) {
        return new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder(Config.empty())
                        .withMasterUrl(api.uri().toString())
                        .withHttp2Disable(true)
                        .withRequestTimeout(120_000)
                        .withRequestRetryBackoffLimit(0)
                        .build())
                .build();
    }

    /** Thousands of them are sorted whenever anything changes. */
    @Test
    void whatWasRecordedIsWorkedOutOnce() {
        StoredRollout rollout = StoreParts.rollout(StoreParts.ROLLOUT + STATUS.replace("Exploded", "Holding"));

        assertThat(rollout.state()).isPresent().isSameAs(rollout.state());
    }

    /** One reason each, else both would be told for ever in turn. */
    @Test
    void oneThatIsTooManyAndUnreadableIsToldOnce() {
        for (String name : List.of("myapp-1", "myapp-2", "myapp-3")) {
            api.create(StoreParts.ROLLOUT.replace("name: myapp-1", "name: " + name) + STATUS);
        }

        unread.pass();
        unread.pass();

        assertThat(news).hasSize(3).extracting(RolloutEvent::reason).containsOnly("Unreadable");
    }

    @Test
    void aConditionThatCouldNotBeWrittenIsWrittenLater() {
        api.create(StoreParts.ROLLOUT + STATUS);
        AtomicBoolean may = new AtomicBoolean();
        AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
        UnreadableRollouts refused = new UnreadableRollouts(
                new Shown(api.client()),
                StoreParts.rollouts(api.client()),
                LIMITS,
                heard(),
                now::get,
                Bench.permitted(api.client(), may::get),
                Runnable::run);
        refused.pass();
        may.set(true);

        refused.pass();

        assertThat(conditions("myapp-1")).as("not before its time").isNullOrEmpty();
        now.set(now.get().plusSeconds(10));
        refused.pass();
        assertThat(conditions("myapp-1")).hasSize(1);
        assertThat(news).as("told once").hasSize(1);
    }

    @Test
    void theOthersAreToldThoughOneCannotBeWritten() {
        api.create(StoreParts.ROLLOUT + STATUS);
        api.create((StoreParts.ROLLOUT + STATUS).replace("name: myapp-1", "name: myapp-2"));

        new UnreadableRollouts(
                        new Shown(api.client()),
                        StoreParts.rollouts(api.client()),
                        LIMITS,
                        failing(),
                        InstantSource.system(),
                        Bench.alone(api.client()),
                        Runnable::run)
                .pass();

        assertThat(conditions("myapp-2")).hasSize(1);
    }

    private List<Condition> conditions(String rollout) {
        return RolloutClient.read(at(rollout).require())
                .orElseThrow()
                .status()
                .orElseThrow()
                .conditions();
    }

    private Resource<GenericKubernetesResource> stored() {
        return at("myapp-1");
    }

    private Resource<GenericKubernetesResource> at(String name) {
        return api.client()
                .genericKubernetesResources("sluice.dev/v1alpha1", "Rollout")
                .inNamespace("default")
                .withName(name);
    }

    private Event<RolloutEvent> heard() {
        return event(news::add);
    }

    private static Event<RolloutEvent> failing() {
        return event(_ -> {
            throw new StackOverflowError();
        });
    }

    @SuppressWarnings("unchecked")
    private static Event<RolloutEvent> event(java.util.function.Consumer<RolloutEvent> listener) {
        return (Event<RolloutEvent>) Proxy.newProxyInstance(
                Event.class.getClassLoader(), new Class<?>[] {Event.class}, (proxy, method, arguments) -> {
                    listener.accept((RolloutEvent) arguments[0]);
                    return null;
                });
    }

    /** Shows what the cluster holds. */
    private static final class Shown extends InformerCaches {
        private final KubernetesClient client;

        private Shown(KubernetesClient client) {
            super(client);
            this.client = client;
        }

        private List<GenericKubernetesResource> raw() {
            return client.genericKubernetesResources("sluice.dev/v1alpha1", "Rollout")
                    .inAnyNamespace()
                    .list()
                    .getItems();
        }

        @Override
        List<StoredRollout> rollouts() {
            return raw().stream()
                    .map(RolloutClient::read)
                    .flatMap(Optional::stream)
                    .toList();
        }

        @Override
        List<GenericKubernetesResource> unread() {
            return raw().stream()
                    .filter(one -> RolloutClient.read(one).isEmpty())
                    .toList();
        }
    }
}
