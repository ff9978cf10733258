package dev.sluice.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.sluice.api.PolicyReader;
import dev.sluice.api.PolicySpec;
import dev.sluice.replay.RecordedDecision;
import dev.sluice.replay.Recording;
import dev.sluice.replay.Replay;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Records every scenario and decides it again: nothing may come out differently. */
class RecordedScenarioTest {
    private static final YAMLMapper YAML = new YAMLMapper();

    @TestFactory
    Stream<DynamicTest> isDecidedAgainAsItWasDecided() throws IOException {
        return ScenarioTest.cases()
                .map(folder -> dynamicTest(folder.getFileName().toString(), () -> replay(folder)));
    }

    private static void replay(Path folder) throws IOException {
        Recording recording = record(folder);

        assertThat(lines(Replay.of(recording).made())).startsWith(lines(recording.made()));
        assertThat(Recording.read(recording.text())).isEqualTo(recording);
    }

    private static Recording record(Path folder) throws IOException {
        PolicySpec policy = PolicyReader.read(
                YAML.readTree(folder.resolve("policy.yaml").toFile()).path("spec"));
        TimelineFile timeline = YAML.readValue(folder.resolve("timeline.yaml").toFile(), TimelineFile.class);
        World world = new World(timeline.first() ? Plan.first(policy) : Plan.of(policy), timeline, Optional.of(policy));
        world.live();
        return world.recording();
    }

    private static String lines(List<RecordedDecision> made) {
        return made.stream().map(RecordedDecision::toString).collect(Collectors.joining("\n"));
    }
}
