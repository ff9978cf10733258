package dev.sluice.truth;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.truth.Users.Request;
import dev.sluice.truth.Watching.Moment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.TestAbortedException;

/** The truth suite's report, of made-up scenes. */
class TruthReportTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern DATA = Pattern.compile("<script type=\"application/json\">(.*?)</script>");
    private static final String NASTY = "</script><b>bold</b>";
    private static final long BEGIN = System.nanoTime();

    @TempDir
    private Path folder;

    @Test
    void listsEverySceneUnderItsClass() throws IOException {
        String page = page(
                scene("GoodReleaseIT", "promotesInSteps", "passed"),
                scene("GoodReleaseIT", "promotesAgain", "skipped"),
                scene("BadReleaseIT", "revertsWhenGreenFails", "passed"));

        assertThat(page)
                .contains("3 scenes", ">Good release</h2>", ">Bad release</h2>")
                .contains("href=\"#001-GoodReleaseIT-promotesInSteps\"", "id=\"001-GoodReleaseIT-promotesInSteps\"")
                .contains("href=\"#002-GoodReleaseIT-promotesAgain\"", "id=\"002-GoodReleaseIT-promotesAgain\"")
                .contains("href=\"#003-BadReleaseIT-revertsWhenGreenFails\"", "RevertsWhenGreenFails</a>");
    }

    @Test
    void aFailedSceneStandsOut() throws IOException {
        String page = page(
                scene("GoodReleaseIT", "promotesInSteps", "passed"),
                scene("BadReleaseIT", "revertsWhenGreenFails", "failed"));

        assertThat(page)
                .contains("<title>1 failed")
                .contains("1 of 2 scenes failed.")
                .contains("<tr class=\"failed\">", "<article class=\"scene failed\"")
                .contains("<details open>", "expected: 0 but was: 3");
    }

    @Test
    void noTextOfASceneIsMarkup() throws IOException {
        String page = page(scene("GoodReleaseIT", "promotesInSteps", "failed"));

        assertThat(page).doesNotContain(NASTY).contains("&lt;/script&gt;&lt;b&gt;bold&lt;/b&gt;");
        assertThat(data(page).getFirst().at("/events/1/what").asText()).isEqualTo(NASTY);
    }

    @Test
    void everySceneBringsItsData() throws IOException {
        String page =
                page(scene("GoodReleaseIT", "promotesInSteps", "passed"), scene("BadReleaseIT", "reverts", "failed"));

        assertThat(data(page))
                .extracting(data -> data.at("/result/method").asText())
                .containsExactly("promotesInSteps", "reverts");
    }

    @Test
    void needsNothingBesidesItself() throws IOException {
        String page = page(scene("GoodReleaseIT", "promotesInSteps", "passed"));

        assertThat(page)
                .contains("uPlot=")
                .doesNotContainPattern("(src|href)=\"(?!#)")
                .doesNotContain("url(");
    }

    @Test
    void countsRequestsWhenTheyWereDue() throws IOException {
        ReportTraffic traffic =
                scene("GoodReleaseIT", "promotesInSteps", "passed").traffic();

        assertThat(traffic.starts()).startsWith(0.0).contains(6.01, 6.26);
        assertThat(traffic.answered().get("v1")).startsWith(26L, 25L).endsWith(12L);
        assertThat(traffic.answered().get("v2")).startsWith(0L, 0L).endsWith(12L);
        assertThat(traffic.seen()).startsWith(0, 0).endsWith(50);
        assertThat(traffic.failed()).contains(3L);
    }

    @Test
    void tellsHowLongUsersFailedAfterWhatTheTestDid() throws IOException {
        ReportFailures failures = scene("BadReleaseIT", "reverts", "passed").failures();

        assertThat(failures).isEqualTo(new ReportFailures(3, 6.01, 6.03, NASTY, 0.03));
    }

    @Test
    void putsBothClocksOnOneLine() {
        ReportClock clock = new ReportClock(0, TimeUnit.SECONDS.toNanos(5), Instant.parse("2026-01-01T00:00:05Z"));

        assertThat(clock.seconds(Instant.parse("2026-01-01T00:00:01.5Z"))).isEqualTo(1.5);
        assertThat(clock.seconds(TimeUnit.MILLISECONDS.toNanos(1500))).isEqualTo(1.5);
    }

    @Test
    void aLongSceneHasNoMoreBucketsThanAShortOne() {
        ReportTraffic traffic = ReportTraffic.of(users(3600), ReportClock.from(BEGIN), new ReportBuckets(0, 0, 3600));

        assertThat(traffic.failed()).hasSizeBetween(200, 300);
        assertThat(traffic.starts()).startsWith(0.0, 12.0, 24.0);
    }

    @Test
    void forgetsAnEarlierRun() throws IOException {
        page(scene("GoodReleaseIT", "promotesInSteps", "passed"), scene("BadReleaseIT", "reverts", "passed"));

        assertThat(data(page(scene("BadReleaseIT", "holds", "passed"))))
                .singleElement()
                .extracting(data -> data.at("/result/method").asText())
                .isEqualTo("holds");
    }

    @Test
    void namesWhatSetsATestApartFromOthersOfItsMethod() {
        assertThat(ReportResult.title("reverts in stage", "revertsInStage", "revertsInStage(Scene)"))
                .isEqualTo("Reverts in stage");
        assertThat(ReportResult.title("reverts in stage", "revertsInStage", "[2] 25, hang"))
                .isEqualTo("Reverts in stage: 25, hang");
    }

    @Test
    void knowsAnAbortedTestFromAFailedOne() {
        assertThat(ReportResult.outcome(null)).isEqualTo("passed");
        assertThat(ReportResult.outcome(new TestAbortedException("not here"))).isEqualTo("skipped");
        assertThat(ReportResult.outcome(new AssertionError("no"))).isEqualTo("failed");
    }

    @Test
    void showsTheBeginningAndTheEndOfALongMessage() {
        String message = ReportResult.message(new AssertionFailedError("[first\n" + "middle\n".repeat(90) + "last"));

        assertThat(message).startsWith("[first\n").contains("…").endsWith("\nlast");
        assertThat(message.lines()).hasSizeLessThan(20);
    }

    private String page(ReportScene... scenes) throws IOException {
        TruthReport report = new TruthReport(folder);
        for (ReportScene scene : scenes) {
            report.add(scene);
        }
        return Files.readString(folder.resolve("report.html"));
    }

    /** Ten seconds: v2 is annotated at 0.5 s, gets half of the users at 6 s, and fails three of them. */
    private static ReportScene scene(String type, String method, String outcome) throws IOException {
        JsonNode rollout = JSON.readTree("""
                {"status": {"journal": [{"at": "%s", "decision": "Reverted", "why": "green failed"}]}}
                """.formatted(Instant.now().plusNanos(at(7) - System.nanoTime())));
        return ReportScene.of(
                new ReportResult(
                        type,
                        method,
                        ReportResult.group(type),
                        ReportResult.title(method, method, method),
                        outcome,
                        outcome.equals("failed") ? "expected: 0 but was: 3" : ""),
                users(10),
                List.of(new Moment(at(0), "0"), new Moment(at(6), "50")),
                List.of(new Moment(at(0.5), "annotated myapp-v2"), new Moment(at(6), NASTY)),
                List.of(rollout),
                "Reverted");
    }

    private static long at(double seconds) {
        return BEGIN + Math.round(seconds * 1e9);
    }

    /** A hundred a second. */
    private static List<Request> users(int seconds) {
        return IntStream.range(0, seconds * 100)
                .mapToObj(number -> new Request(
                        at(number / 100.0),
                        at(number / 100.0),
                        "gateway",
                        number < 600 || number % 2 == 0 ? "v1" : "v2",
                        number > 600 && number < 604 ? 500 : 200))
                .toList();
    }

    private static List<JsonNode> data(String page) throws IOException {
        List<JsonNode> all = new ArrayList<>();
        for (MatchResult found : DATA.matcher(page).results().toList()) {
            all.add(JSON.readTree(found.group(1)));
        }
        return all;
    }
}
