package dev.sluice.cli.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.Golden;
import dev.sluice.kubernetes.StoredRollout;
import dev.sluice.view.RolloutDisplay;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StatusLayoutTest {
    @ParameterizedTest
    @EnumSource(Acts.class)
    void drawsEveryStateAtEveryWidth(Acts act) {
        StatusLayout.Model scene = scene(act);
        String text = IntStream.of(60, 80, 120)
                .mapToObj(width -> width + " columns\n" + drawn(scene, frame(width, false, true)))
                .collect(Collectors.joining("\n"));

        Golden.check(
                "watch/" + act + ".txt",
                text + "\n80 columns, in colours\n"
                        + drawn(scene, frame(80, true, true)).replace('\u001b', '␛'));
    }

    @Test
    void drawsWithLettersAloneWhereTheTerminalKnowsNoUnicode() {
        String text = drawn(scene(Acts.reverting), frame(80, false, false));

        assertThat(text).matches("\\p{ASCII}*");
        Golden.check("watch/ascii.txt", text);
    }

    @ParameterizedTest
    @EnumSource(Acts.class)
    void noLineIsWiderThanTheTerminal(Acts act) {
        assertThat(IntStream.of(40, 60, 61, 77, 100, 200).boxed())
                .allSatisfy(width -> assertThat(StatusLayout.lines(scene(act), frame(width, false, true)))
                        .allSatisfy(line -> assertThat(line.codePointCount(0, line.length()))
                                .isLessThanOrEqualTo(width)));
    }

    @Test
    void coloursChangeNothingButColours() {
        StatusLayout.Model scene = scene(Acts.reverting);

        assertThat(StatusLayout.lines(scene, frame(100, true, true)))
                .map(line -> line.replaceAll("\u001b\\[[0-9;]*m", "").stripTrailing())
                .isEqualTo(StatusLayout.lines(scene, frame(100, false, true)));
    }

    @Test
    void shortTerminalShowsWhatMattersMost() {
        Viewport small = new Viewport(80, 20, false, true, ZoneOffset.UTC);

        List<String> lines = StatusLayout.lines(scene(Acts.reverting), small);

        assertThat(lines).hasSizeLessThanOrEqualTo(20);
        assertThat(String.join("\n", lines))
                .contains("REVERTING", "TRAFFIC", "EVIDENCE", "REQUESTS", "q quit")
                .doesNotContain("PODS");
    }

    @Test
    void troubleComesBeforeAQuestion() {
        StatusLayout.Model scene = scene(Acts.holding);
        StatusLayout.Model troubled = new StatusLayout.Model(
                scene.picture(), scene.pods(), "", List.of("nobody answers", "go on? [y/N]"), scene.keys(), Acts.NOW);

        assertThat(StatusLayout.lines(troubled, frame(80, false, true)))
                .map(String::strip)
                .startsWith("nobody answers", "go on? [y/N]");
    }

    @Test
    void whatTheClusterSaysCannotSteerTheTerminal() {
        RolloutDisplay display = RolloutDisplay.of(Acts.holding.rollout(), Acts.NOW);
        PodTree hostile = new PodTree(
                List.of(new PodTree.Node(0, PodTree.Health.bad, "\u001b[2Jgone\r\nPROMOTED", "\u0007\u009b31m")), "");

        List<String> lines =
                StatusLayout.lines(StatusLayout.Model.still(display, hostile, "", Acts.NOW), frame(80, false, true));

        assertThat(lines).noneMatch(line -> line.chars().anyMatch(Character::isISOControl));
        assertThat(lines).anyMatch(line -> line.contains("[2Jgone PROMOTED"));
    }

    private static StatusLayout.Model scene(Acts act) {
        StoredRollout rollout = act.rollout();
        RolloutDisplay display = RolloutDisplay.of(rollout, Acts.NOW);
        return new StatusLayout.Model(
                display, Acts.pods(), RevertForecastText.of(rollout), List.of(), KeyBindings.legend(display), Acts.NOW);
    }

    private static Viewport frame(int width, boolean colours, boolean unicode) {
        return new Viewport(width, 0, colours, unicode, ZoneOffset.UTC);
    }

    private static String drawn(StatusLayout.Model scene, Viewport frame) {
        return Stream.concat(StatusLayout.lines(scene, frame).stream(), Stream.of(""))
                .collect(Collectors.joining("\n"));
    }
}
