package dev.sluice.view.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.sluice.analysis.Counts;
import dev.sluice.analysis.ProbeOutcome;
import dev.sluice.analysis.VersionRole;
import dev.sluice.kubernetes.JournalEntry;
import dev.sluice.kubernetes.StoredRollout;
import dev.sluice.rollout.ObservedGateway;
import dev.sluice.rollout.ProbeSummary;
import dev.sluice.rollout.Stage;
import dev.sluice.rollout.Weight;
import dev.sluice.view.RolloutDisplay;
import dev.sluice.view.StageStep;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** The tables of a report, as a template reads them; everything is text, and nothing is escaped yet. */
final class ReportTables {
    private static final DateTimeFormatter CLOCK =
            DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern(
                    "d MMMM uuuu, HH:mm:ss 'UTC'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
            .build();

    private final StoredRollout rollout;
    private final RolloutDisplay display;
    private final ReportTimeline course;

    ReportTables(StoredRollout rollout, RolloutDisplay display, ReportTimeline course) {
        this.rollout = rollout;
        this.display = display;
        this.course = course;
    }

    static String day(Instant at) {
        return DAY.format(at);
    }

    static String time(Duration time) {
        long seconds = Math.max(0, time.toSeconds());
        return seconds < 60
                ? seconds + " s"
                : seconds < 3600
                        ? seconds / 60 + " min " + seconds % 60 + " s"
                        : seconds / 3600 + " h " + seconds / 60 % 60 + " min";
    }

    List<Map<String, Object>> rail() {
        List<Stage> stages = rollout.plan().stages();
        return IntStream.range(0, display.rail().size())
                .mapToObj(i -> station(
                        display.rail().get(i), i < stages.size() ? stages.get(i).name() : ""))
                .toList();
    }

    private Map<String, Object> station(StageStep station, String stage) {
        return Map.of(
                "label",
                station.label() + (station.gate() ? ", then a gate" : ""),
                "mark",
                station.mark().name().toLowerCase(Locale.ROOT),
                "sign",
                switch (station.mark()) {
                    case Done -> "✓";
                    case Now -> "▶";
                    case Stopped -> "✗";
                    case Ahead -> "○";
                },
                "hold",
                "holds " + time(station.hold()),
                "entered",
                entered(stage).map(at -> "entered " + CLOCK.format(at)).orElse(""));
    }

    private Optional<Instant> entered(String stage) {
        return display.journal().reversed().stream()
                .filter(entry -> entry.decision().startsWith("Entered " + stage))
                .findFirst()
                .flatMap(entry -> instant(entry.at()));
    }

    List<Map<String, Object>> journal() {
        return display.journal().reversed().stream()
                .map((JournalEntry entry) -> Map.<String, Object>of(
                        "at", instant(entry.at()).map(CLOCK::format).orElse(entry.at()),
                        "what", entry.decision(),
                        "why", entry.why()))
                .toList();
    }

    /** Of the whole rollout, as far as its course tells. */
    List<Map<String, Object>> counts() {
        Counts users =
                course.stretches().stream().map(ReportTimeline.Stretch::users).reduce(Counts.NONE, Counts::plus);
        Counts probes =
                course.stretches().stream().map(ReportTimeline.Stretch::probes).reduce(Counts.NONE, Counts::plus);
        List<Map<String, Object>> rows = new ArrayList<>();
        rows.add(count("users on " + display.blue(), users.blue(), users.blueFailed()));
        rows.add(count("users on " + display.green(), users.green(), users.greenFailed()));
        rows.add(count("probes of " + display.blue(), probes.blue(), probes.blueFailed()));
        rows.add(count("probes of " + display.green(), probes.green(), probes.greenFailed()));
        return rows;
    }

    private static Map<String, Object> count(String who, long all, long failed) {
        return Map.of(
                "who",
                who,
                "all",
                String.format(Locale.ROOT, "%,d", all),
                "failed",
                String.format(Locale.ROOT, "%,d", failed),
                "share",
                all == 0 || failed == 0 ? "" : String.format(Locale.ROOT, "%.2f %%", 100.0 * failed / all),
                "bad",
                failed > 0);
    }

    List<Map<String, Object>> gateways() {
        return display.live().gateways().stream()
                .map((ObservedGateway gateway) -> Map.<String, Object>of(
                        "pod", gateway.gateway(),
                        "says", gateway.serves().map(Weight::toString).orElse(gateway.problem())))
                .toList();
    }

    List<Map<String, Object>> answers() {
        return display.live().answers().stream().map(this::answer).toList();
    }

    private Map<String, Object> answer(ProbeSummary answer) {
        return Map.of(
                "who", answer.colour() == VersionRole.Green ? display.green() : display.blue(),
                "sign",
                        answer.outcome() == ProbeOutcome.Passed
                                ? "✓"
                                : answer.outcome() == ProbeOutcome.Blind ? "?" : "✗",
                "detail", answer.detail().isEmpty() ? answer.outcome().toString() : answer.detail(),
                "times", String.format(Locale.ROOT, "%,d", answer.times()),
                "last", CLOCK.format(answer.at()));
    }

    /** The frozen policy without the values of headers, which may be credentials. The pin is no part of it. */
    String plan() {
        JsonNode plan = YAML.valueToTree(rollout.raw().<Object>get("spec", "plan"));
        if (plan.at("/health/probe") instanceof ObjectNode probe && probe.has("headers")) {
            probe.set(
                    "headers",
                    YAML.valueToTree(rollout.spec()
                            .plan()
                            .withoutHeaderValues()
                            .health()
                            .probe()
                            .headers()));
        }
        try {
            return YAML.writeValueAsString(plan);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Optional<Instant> instant(String text) {
        try {
            return Optional.of(Instant.parse(text));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
