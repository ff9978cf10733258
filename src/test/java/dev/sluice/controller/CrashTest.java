package dev.sluice.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.demo.FaultInjection;
import dev.sluice.demo.TroubledApi;
import dev.sluice.demo.TroubledApi.Trouble;
import dev.sluice.kubernetes.StoredRollout;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A process that dies after any of its writes leaves nothing that the next one would get wrong. */
final class CrashTest {
    private static final String POLICY = """
            apiVersion: sluice.dev/v1alpha1
            kind: RolloutPolicy
            metadata: {name: myapp, namespace: default}
            spec:
              routes: [{virtualService: myapp}]
              preflight: {hold: 20ms}
              steps: [{weight: 10, hold: 20ms}, {weight: 50, hold: 300ms}]
              bake: {hold: 20ms}
              progressDeadline: 1m
              health: {minSample: 1, probe: {rate: 50}}
            """;

    private final Bench bench = new Bench(POLICY);

    @AfterEach
    void close() throws Exception {
        bench.close();
    }

    @Test
    void neitherSkipsNorRepeatsAStepWhereverItDies() {
        int writes = 0;
        for (boolean died = true; died; ) {
            writes++;
            Story story = release(writes, false);
            died = story.died();

            assertThat(story.state()).as("died after write %s", writes).isEqualTo("Promoted");
            assertThat(story.weights()).as("died after write %s", writes).containsExactly(0, 10, 50, 100);
            assertThat(story.pins()).as("died after write %s", writes).isZero();
        }
        assertThat(writes).as("writes of a whole release").isGreaterThan(10);
    }

    @Test
    void neverRaisesGreenAgainWhereverItDiesInARevert() {
        int writes = 0;
        for (boolean died = true; died; ) {
            writes++;
            Story story = release(writes, true);
            died = story.died();

            assertThat(story.state()).as("died after write %s", writes).isEqualTo("Reverted");
            // A slow machine takes the last step before the fault is seen.
            assertThat(story.weights())
                    .as("died after write %s", writes)
                    .isIn(List.of(0, 10, 50, 0), List.of(0, 10, 50, 100, 0));
            assertThat(story.pins()).as("died after write %s", writes).isZero();
        }
        assertThat(writes).as("writes of a whole revert").isGreaterThan(10);
    }

    /** What became of one release. */
    private record Story(boolean died, String state, List<Integer> weights, long pins) {}

    private Story release(int dieAfter, boolean bad) {
        StoredRollout rollout = bench.begin();
        String green = rollout.spec().green().subset();
        List<Integer> weights = new CopyOnWriteArrayList<>();
        List<String> versions = new CopyOnWriteArrayList<>();
        try (Watch _ = bench.virtualService().watch(new Seen(green, bad, weights, versions))) {
            boolean died = first(rollout, dieAfter);
            second(rollout);
            GenericKubernetesResource end = bench.virtualService().require();
            await().until(() -> versions.contains(end.getMetadata().getResourceVersion()));
            return new Story(died, bench.state(rollout), changes(weights), Bench.pins(end));
        }
    }

    private boolean first(StoredRollout rollout, int dieAfter) {
        AtomicInteger writes = new AtomicInteger();
        try (Bench.Hand hand = bench.hire(rollout)) {
            hand.api()
                    .make(request ->
                            request.writes() ? live(writes.incrementAndGet(), dieAfter) : live(writes.get(), dieAfter));
            hand.start();
            await().atMost(Duration.ofSeconds(30)).until(() -> writes.get() > dieAfter || !hand.running());
        }
        return writes.get() > dieAfter;
    }

    private static Trouble live(int writes, int dieAfter) {
        return writes > dieAfter ? new Trouble.Cut() : TroubledApi.NONE;
    }

    private void second(StoredRollout rollout) {
        if (!bench.over(rollout)) {
            try (Bench.Hand _ = bench.hire(rollout).start()) {
                await().atMost(Duration.ofSeconds(30)).until(() -> bench.over(rollout));
            }
        }
    }

    private static List<Integer> changes(List<Integer> weights) {
        List<Integer> changes = new ArrayList<>(List.of(0));
        weights.stream().filter(weight -> !weight.equals(changes.getLast())).forEach(changes::add);
        return changes;
    }

    /** Writes down every weight, and breaks a bad green as soon as half of the users see it. */
    private final class Seen implements Watcher<GenericKubernetesResource> {
        private final String green;
        private final boolean bad;
        private final List<Integer> weights;
        private final List<String> versions;

        Seen(String green, boolean bad, List<Integer> weights, List<String> versions) {
            this.green = green;
            this.bad = bad;
            this.weights = weights;
            this.versions = versions;
        }

        @Override
        public void eventReceived(Action action, GenericKubernetesResource seen) {
            int weight = Bench.weight(seen, green);
            weights.add(weight);
            versions.add(seen.getMetadata().getResourceVersion());
            if (bad && weight == 50) {
                bench.cluster().app(green).set(new FaultInjection(FaultInjection.Kind.ERRORS, 1));
            }
        }

        @Override
        public void onClose(WatcherException cause) {
            weights.add(-1);
        }
    }
}
