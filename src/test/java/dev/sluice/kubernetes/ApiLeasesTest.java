package dev.sluice.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.demo.BareApi;
import dev.sluice.demo.TroubledApi;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ApiLeasesTest {
    private final BareApi api = new BareApi("");
    private final ApiLeases leases =
            new ApiLeases(api.client(), "sluice-system", "sluice-controller", Duration.ofMillis(2_500));

    @AfterEach
    void close() {
        api.close();
    }

    @Test
    void onlyWhoKnowsItsVersionRenewsALease() {
        String first = leases.join("a");
        String second = leases.renew("a", first).orElseThrow();

        assertThat(leases.renew("a", first)).as("an old version").isEmpty();
        assertThat(leases.look("a")).contains(new MemberLeases.Known(second, Duration.ofSeconds(3)));
        assertThat(leases.renew("b", second)).as("one that is not there").isEmpty();
    }

    @Test
    void onlyALeaseThatIsAsItWasSeenIsExpelled() {
        String first = leases.join("a");
        String second = leases.renew("a", first).orElseThrow();

        assertThat(leases.expel("a", first)).isFalse();
        assertThat(leases.look("a")).isPresent();
        assertThat(leases.expel("a", second)).isTrue();
        assertThat(leases.look("a")).isEmpty();
        assertThat(leases.expel("a", second)).as("gone already").isTrue();
        assertThat(leases.renew("a", second)).isEmpty();
    }

    @Test
    void onlyWhoKnowsItsVersionSaysWhoOwnsWhat() {
        MemberLeases.Held none = leases.read();
        ShardMap all = ShardMap.EMPTY.next("a", Set.of("a"), Set.of());
        MemberLeases.Held first = leases.write(all, none.version()).orElseThrow();

        assertThat(leases.write(all, none.version())).as("somebody was faster").isEmpty();
        assertThat(leases.read()).isEqualTo(first);
        ShardMap half = all.next("a", Set.of("a", "b"), Set.of());
        assertThat(leases.write(half, first.version()).orElseThrow().map()).isEqualTo(half);
        assertThat(leases.write(all, first.version())).as("an old version").isEmpty();
    }

    @Test
    void waitsUntilTheLeaderOfAnOlderBuildIsGone() {
        api.create(leader(ZonedDateTime.now(ZoneOffset.UTC)));

        assertThatThrownBy(leases::read).hasMessageContaining("an older build acts as old_1");

        api.client().leases().inNamespace("sluice-system").delete();
        api.create(leader(ZonedDateTime.now(ZoneOffset.UTC).minusMinutes(1)));
        MemberLeases.Held read = leases.read();
        assertThat(leases.write(ShardMap.parse("a=0-63"), read.version())).isPresent();
        Lease written = api.client()
                .leases()
                .inNamespace("sluice-system")
                .withName("sluice-controller")
                .get();
        assertThat(written.getSpec().getHolderIdentity()).startsWith("all replicas");
        assertThat(leases.read().map().of("a")).hasSize(64);
    }

    private static String leader(ZonedDateTime renewed) {
        return """
                apiVersion: coordination.k8s.io/v1
                kind: Lease
                metadata: {name: sluice-controller, namespace: sluice-system}
                spec: {holderIdentity: old_1, leaseDurationSeconds: 15, renewTime: "%s"}
                """.formatted(DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'")
                .format(renewed));
    }

    @Test
    void aRenewalIsOneRequest() {
        try (TroubledApi counted = new TroubledApi(api.uri());
                KubernetesClient client = counted.client()) {
            ApiLeases counting = new ApiLeases(client, "sluice-system", "sluice-controller", Duration.ofMillis(2_500));
            String version = counting.join("a");
            List<String> requests = new CopyOnWriteArrayList<>();
            counted.make(request -> {
                requests.add(request.method());
                return TroubledApi.NONE;
            });

            assertThat(counting.renew("a", version)).isPresent();

            assertThat(requests).containsExactly("PATCH");
        }
    }

    @Test
    void theWatchTellsOfOthersAndOfWhatTheyOwn() {
        Membership a = membership("a");
        Membership b = membership("b");
        try (var _ = leases.watch(a, () -> {}).run();
                var _ = leases.watch(b, () -> {}).run()) {
            a.turn();
            b.turn();

            await().untilAsserted(() -> {
                a.turn();
                b.turn();
                assertThat(owned(a)).isEqualTo(32);
                assertThat(owned(b)).isEqualTo(32);
            });
        }
    }

    private static long owned(Membership one) {
        return IntStream.range(0, ShardMap.SHARDS).filter(one::mayAct).count();
    }

    private Membership membership(String name) {
        return new Membership(leases, Duration.ofSeconds(2), System::nanoTime, () -> name, new Membership.Listener() {
            @Override
            public void yields(Set<Integer> shards) {}

            @Override
            public void changed() {}
        });
    }
}
