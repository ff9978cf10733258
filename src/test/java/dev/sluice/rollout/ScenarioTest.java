package dev.sluice.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.sluice.api.PolicyReader;
import dev.sluice.api.PolicySpec;
import dev.sluice.rollout.World.Seen;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Plays every case below {@code src/test/resources/rollouts}. */
class ScenarioTest {
    private static final Path CASES = Path.of("src/test/resources/rollouts");
    private static final YAMLMapper YAML = new YAMLMapper();

    /**
     * What must come of a timeline.
     *
     * @param changes every change of state, in order
     * @param last part of what the last look said
     */
    record Expected(List<Change> changes, @Nullable String last) {}

    /** A change of state: when (seconds), to what, green's weight from then on, and part of the reason. */
    record Change(double at, String state, int weight, String why) {
        static Change of(Seen look) {
            return new Change(
                    Duration.between(World.START, look.at()).toMillis() / 1000.0,
                    name(look.after()),
                    look.after().weight().permille() / 10,
                    look.decision().why());
        }

        String line() {
            return "%7.1f  %-28s %3d %%".formatted(at, state, weight);
        }
    }

    @TestFactory
    Stream<DynamicTest> plays() throws IOException {
        return cases().map(folder -> dynamicTest(folder.getFileName().toString(), () -> play(folder)));
    }

    @Test
    void everyTransitionIsPlayed() throws IOException {
        Set<String> seen = new TreeSet<>();
        for (Path folder : cases().toList()) {
            looks(folder).stream()
                    .filter(Seen::changed)
                    .map(ScenarioTest::transition)
                    .forEach(seen::add);
        }
        assertThat(seen).containsExactlyInAnyOrderElementsOf(Files.readAllLines(CASES.resolve("transitions.txt")));
    }

    private static void play(Path folder) throws IOException {
        Expected expected = YAML.readValue(folder.resolve("expected.yaml").toFile(), Expected.class);
        List<Seen> looks = looks(folder);
        List<Change> changes =
                looks.stream().filter(Seen::changed).map(Change::of).toList();

        assertThat(lines(changes)).isEqualTo(lines(expected.changes()));
        for (int i = 0; i < changes.size(); i++) {
            assertThat(changes.get(i).why())
                    .as(changes.get(i).line())
                    .contains(expected.changes().get(i).why());
        }
        if (expected.last() != null) {
            assertThat(looks.getLast().decision().why()).as("last look").contains(expected.last());
        }
    }

    static List<Seen> looks(Path folder) throws IOException {
        JsonNode document = YAML.readTree(folder.resolve("policy.yaml").toFile());
        PolicySpec policy = PolicyReader.read(document.path("spec"));
        TimelineFile timeline = YAML.readValue(folder.resolve("timeline.yaml").toFile(), TimelineFile.class);
        return new World(timeline.first() ? Plan.first(policy) : Plan.of(policy), timeline).live();
    }

    static Stream<Path> cases() throws IOException {
        try (Stream<Path> folders = Files.list(CASES)) {
            return folders.filter(Files::isDirectory).sorted().toList().stream();
        }
    }

    private static String lines(List<Change> changes) {
        return changes.stream().map(Change::line).collect(Collectors.joining("\n"));
    }

    static String transition(Seen look) {
        return kind(look.before().state()) + " -> " + kind(look.after().state()) + " by "
                + look.decision().getClass().getSimpleName();
    }

    private static String name(Rollout rollout) {
        return switch (rollout.state()) {
            case RolloutState.Paused paused ->
                "Paused " + rollout.plan().stage(paused.stage()).name() + " (" + paused.cause() + ")";
            case RolloutState.Reverting reverting -> "Reverting (" + reverting.outcome() + ")";
            case RolloutState.FailedOver over ->
                "FailedOver" + over.back().map(back -> " (" + back + ")").orElse("");
            case RolloutState.Finished finished -> "Finished (" + finished.outcome() + ")";
            case RolloutState.Preparing _, RolloutState.Shifting _, RolloutState.Holding _ ->
                kind(rollout.state())
                        + rollout.stage().map(stage -> " " + stage.name()).orElse("");
        };
    }

    private static String kind(RolloutState state) {
        return state instanceof RolloutState.Paused paused
                ? "Paused(" + paused.cause() + ")"
                : state.getClass().getSimpleName();
    }
}
