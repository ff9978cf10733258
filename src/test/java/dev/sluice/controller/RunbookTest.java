package dev.sluice.controller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.rollout.Decision;
import dev.sluice.rollout.Outcome;
import dev.sluice.rollout.PauseCause;
import dev.sluice.workload.VersionScaler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whoever is woken by an Event finds its reason in the runbook. */
class RunbookTest {
    private static final Path RUNBOOK = Path.of("docs/runbook.md");

    static Stream<String> reasons() {
        Stream<Decision> simple = Stream.of(
                new Decision.Enter(0, ""),
                new Decision.Hold(""),
                new Decision.Interrupt(Instant.EPOCH, ""),
                new Decision.Resume(""),
                new Decision.Restart(""));
        Stream<Decision> pauses = Arrays.stream(PauseCause.values()).map(cause -> new Decision.Pause(cause, ""));
        Stream<Decision> reverts = Arrays.stream(Outcome.values())
                .filter(outcome -> outcome != Outcome.Promoted)
                .map(outcome -> new Decision.Revert(outcome, ""));
        Stream<Decision> ends = Arrays.stream(Outcome.values()).map(outcome -> new Decision.Finish(outcome, ""));
        Stream<String> others = Stream.of(
                EventReasons.CORRECTED,
                EventReasons.NOTED,
                VersionScaler.SCALED,
                VersionScaler.NOT_SCALED,
                VersionScaler.BLUE_SHRUNK,
                VersionScaler.BLUE_KEPT,
                "Stalled",
                "Unreadable",
                "Waiting",
                "RolloutCreated",
                "CarriesTraffic",
                "PolicyNotFound",
                "CannotRelease",
                "Invalid");
        return Stream.concat(
                Stream.of(simple, pauses, reverts, ends).flatMap(all -> all).map(EventReasons::of), others);
    }

    @ParameterizedTest
    @MethodSource("reasons")
    void explainsEveryReason(String reason) throws IOException {
        List<String> rows = Files.readAllLines(RUNBOOK).stream()
                .filter(line -> line.startsWith("|") && line.contains("`" + reason + "`"))
                .toList();
        assertThat(rows)
                .as("%s has no row for the reason %s; say what it means and what to do", RUNBOOK, reason)
                .isNotEmpty();
    }
}
