package dev.sluice.observability;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.controller.Released;
import dev.sluice.demo.FaultInjection;
import dev.sluice.demo.LocalCluster;
import dev.sluice.observability.RolloutMeters.StateLabels;
import dev.sluice.rollout.Outcome;
import io.quarkus.scheduler.Scheduler;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.net.URL;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is told of a whole release, a good one and a bad one, by the page that Prometheus reads. */
@QuarkusTest
@TestProfile(ReleaseMetricsTest.Hurried.class)
@QuarkusTestResource(value = Released.class, restrictToAnnotatedClass = true)
class ReleaseMetricsTest {
    private static final String[] RELEASE = {"namespace=default", "policy=myapp"};
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @Inject
    Scheduler scheduler;

    @TestHTTPResource(value = "/metrics", management = true)
    URL metrics;

    private final LocalCluster cluster = LocalCluster.running().orElseThrow();

    /** What is over is forgotten at once. */
    public static final class Hurried implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("sluice.metrics.linger", "2s");
        }
    }

    @Test
    void tellsOfAReleaseAndForgetsItWhenItIsOver() {
        Scrape before = page();
        String green = cluster.release();

        Scrape half = until(page -> page.sum("sluice_rollout_weight_seen_ratio", RELEASE) == 0.5
                && page.sum("sluice_rollout_user_requests_total", "colour=green") > 0);
        assertThat(half.sum("sluice_rollout_weight_asked_ratio", RELEASE)).isEqualTo(0.5);
        assertThat(half.sum("sluice_rollout_state", "state=Holding")).isOne();
        assertThat(half.sum("sluice_rollout_state")).isOne();
        assertThat(half.sum("sluice_rollouts", "state=Holding")).isOne();
        assertThat(half.sum("sluice_rollout_info", "green=myapp-" + green)).isOne();
        assertThat(half.sum("sluice_rollout_user_requests_total", "colour=blue"))
                .isPositive();
        assertThat(half.sum("sluice_rollout_probes_total", "colour=green", "result=passed"))
                .isPositive();
        assertThat(half.sum("sluice_rollout_probe_duration_seconds_count", "colour=green"))
                .isPositive();
        assertThat(half.sum("sluice_convergence_duration_seconds_count")).isPositive();
        assertThat(half.sum("sluice_shards")).isEqualTo(64);
        assertThat(half.sum("sluice_workers")).isOne();

        Scrape after = until(
                page -> page.lines().stream().noneMatch(line -> line.labels().containsKey("policy")));
        assertThat(risen("sluice_rollouts_finished_total", before, after, "outcome=Promoted"))
                .isOne();
        assertThat(after.sum("sluice_workers")).isZero();
        assertThat(after.lines().stream().filter(line -> line.name().equals("sluice_rollouts")))
                .hasSize(StateLabels.ALL.size());
    }

    /** Of the scheduler itself there is one thread that tells when; what it runs is on virtual ones. */
    @Test
    void whatComesByTheClockRunsOnVirtualThreads() {
        assertThat(scheduler.getScheduledJobs()).hasSize(5);
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .filteredOn(name -> name.startsWith("quarkus-scheduler"))
                .hasSize(1);
    }

    @Test
    void tellsHowABadReleaseWentBack() {
        Scrape before = page();
        String green = cluster.release();
        until(page -> page.sum("sluice_rollout_weight_seen_ratio", RELEASE) == 0.5);

        cluster.app(green).set(new FaultInjection(FaultInjection.Kind.ERRORS, 1));

        Scrape back = until(page -> risen("sluice_revert_duration_seconds_count", before, page) == 1);
        cluster.app(green).set(FaultInjection.NONE);
        assertThat(back.sum("sluice_rollout_reverts_total", RELEASE)).isPositive();
        assertThat(risen("sluice_rollouts_finished_total", before, back, "outcome=Reverted"))
                .isOne();
        assertThat(risen("sluice_decisions_total", before, back, "kind=Revert")).isOne();
        assertThat(risen("sluice_revert_detection_seconds_count", before, back)).isOne();
        assertThat(back.sum("sluice_rollout_probes_total", "colour=green", "result=failed"))
                .isPositive();
        until(page -> !page.has("sluice_rollout_reverts_total"));
    }

    @Test
    void everySeriesIsInTheListAndHasItsHelpAndLabels() {
        cluster.release();
        Scrape page = until(seen -> seen.has("sluice_rollout_info"));

        assertThat(page.helps().entrySet())
                .filteredOn(help -> help.getKey().startsWith("sluice_"))
                .isNotEmpty()
                .allSatisfy(help -> assertThat(help.getValue()).endsWith("."));
        assertThat(page.lines())
                .filteredOn(line -> line.name().startsWith("sluice_"))
                .allSatisfy(line -> {
                    MetricDefinition metric = metric(line.name());
                    assertThat(without(line.labels().keySet()))
                            .as(line.name())
                            .containsExactlyInAnyOrderElementsOf(metric.labels());
                });
        until(seen -> !seen.has("sluice_rollout_info"));
    }

    @Test
    void countsTheRequestsToTheApiServerWithoutNames() {
        Scrape page = until(seen -> seen.has("sluice_api_request_duration_seconds_count", "verb=list"));

        Set<String> resources = page.lines().stream()
                .filter(line -> line.name().equals("sluice_api_requests_total"))
                .map(line -> line.labels().get("resource"))
                .collect(Collectors.toSet());
        assertThat(resources).contains("rollouts").doesNotContain("myapp", "default");
        assertThat(page.has("sluice_api_request_duration_seconds_count", "verb=watch"))
                .isFalse();
    }

    @Test
    void whatItAsksOfGatewaysIsNotToldOneByOne() {
        cluster.release();
        Scrape page = until(seen -> seen.sum("sluice_gateway_scrapes_total", "result=answered") > 0
                && seen.sum("sluice_rollout_probes_total") > 0);

        assertThat(page.lines()).extracting(Scrape.Line::name).noneMatch(name -> name.startsWith("http_client_"));
        until(seen -> !seen.has("sluice_rollout_info"));
    }

    @Test
    void everyOutcomeIsThereBeforeItHappens() {
        Scrape page = page();

        assertThat(Arrays.stream(Outcome.values()))
                .allMatch(outcome -> page.has("sluice_rollouts_finished_total", "outcome=" + outcome));
        assertThat(page.sum("sluice_build_info")).isOne();
    }

    private static double risen(String name, Scrape before, Scrape after, String... labels) {
        return after.sum(name, labels) - before.sum(name, labels);
    }

    private static MetricDefinition metric(String series) {
        String name = series.replaceFirst("(?<=_seconds)_(count|sum|bucket|max)$", "");
        return Stream.of(MetricDefinition.values())
                .filter(metric -> metric.exposed().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError(series + " is not in the list of metrics"));
    }

    private static List<String> without(Set<String> labels) {
        return labels.stream().filter(label -> !label.equals("le")).toList();
    }

    private Scrape until(Predicate<Scrape> wanted) {
        return await().atMost(PATIENCE).until(this::page, wanted);
    }

    private Scrape page() {
        return Scrape.of(given().get(metrics).asString());
    }
}
