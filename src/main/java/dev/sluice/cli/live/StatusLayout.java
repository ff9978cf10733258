package dev.sluice.cli.live;

import dev.sluice.view.RolloutDisplay;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Draws a rollout: what matters most on top, and what there is no room for left out from the bottom up. */
public final class StatusLayout {
    private final Model scene;
    private final Viewport frame;

    private StatusLayout(Model scene, Viewport frame) {
        this.scene = scene;
        this.frame = frame;
    }

    /** The lines, in colours or not, none wider than the frame. */
    public static List<String> lines(Model scene, Viewport frame) {
        return new StatusLayout(scene, frame)
                .lines().stream()
                        .map(line ->
                                line.cut(frame.width(), frame.glyphs().more()).text(frame.colours()))
                        .toList();
    }

    private List<StyledLine> lines() {
        ProgressSection progress = new ProgressSection(scene.picture(), frame);
        CountsSection counted = new CountsSection(scene, frame);
        HistorySection story = new HistorySection(scene, frame);
        List<Section> top = List.of(
                new HeaderSection(scene, frame).block(),
                progress.stages(),
                progress.traffic(),
                counted.evidence(),
                counted.requests());
        List<Section> rest = List.of(story.probes(), story.decisions(), story.pods());
        Section footer = new HeaderSection(scene, frame).footer();
        return fitted(Stream.concat(top.stream(), rest.stream()).toList(), footer);
    }

    private List<StyledLine> fitted(List<Section> blocks, Section footer) {
        List<Section> kept = new ArrayList<>(blocks);
        for (int i = kept.size() - 1; i >= 0 && frame.height() > 0; i--) {
            int over = joined(kept, footer).size() - frame.height();
            if (over > 0) {
                kept.set(i, kept.get(i).shortened(over));
                // An empty block needs no empty line before it.
                over = joined(kept, footer).size() - frame.height();
                if (over > 0 && kept.get(i).least() == 0) {
                    kept.set(i, new Section(List.of(), 0));
                }
            }
        }
        List<StyledLine> lines = joined(kept, footer);
        return frame.height() > 0 && lines.size() > frame.height() ? squeezed(lines, footer.lines()) : lines;
    }

    /** Without empty lines, and if that is not enough without the last ones; the keys stay. */
    private List<StyledLine> squeezed(List<StyledLine> lines, List<StyledLine> footer) {
        List<StyledLine> full = lines.stream().filter(line -> line.width() > 0).toList();
        if (full.size() <= frame.height()) {
            return full;
        }
        int room = Math.max(0, frame.height() - footer.size());
        return Stream.concat(full.stream().limit(room), footer.stream()).toList();
    }

    private static List<StyledLine> joined(List<Section> blocks, Section footer) {
        List<StyledLine> lines = new ArrayList<>();
        for (Section block : Stream.concat(blocks.stream(), Stream.of(footer)).toList()) {
            if (!block.lines().isEmpty()) {
                if (!lines.isEmpty()) {
                    lines.add(StyledLine.EMPTY);
                }
                lines.addAll(block.lines());
            }
        }
        return lines;
    }

    /**
     * Lines that belong together.
     *
     * @param lines the lines, the most important first
     * @param least how many of them must be shown where there is no room; 0 for a block that may be left out
     */
    record Section(List<StyledLine> lines, int least) {
        Section {
            lines = List.copyOf(lines);
            least = Math.min(least, lines.size());
        }

        /** One that is never shortened. */
        static Section whole(List<StyledLine> lines) {
            return new Section(lines, lines.size());
        }

        Section shortened(int by) {
            int kept = Math.max(least, lines.size() - by);
            return new Section(lines.subList(0, kept), least);
        }
    }

    /**
     * What is drawn.
     *
     * @param picture the rollout
     * @param pods both versions' pods
     * @param fall what would become of a green that fails everything from now on; empty when that is not known
     * @param notices what is wrong with this view itself, then what is asked of who looks at it; empty when nothing is
     * @param keys the keys that do something; empty where none does
     * @param now when
     */
    public record Model(
            RolloutDisplay picture, PodTree pods, String fall, List<String> notices, String keys, Instant now) {
        /** Copies. */
        public Model {
            notices = List.copyOf(notices);
        }

        /** One that is printed once. */
        public static Model still(RolloutDisplay display, PodTree pods, String fall, Instant now) {
            return new Model(display, pods, fall, List.of(), "", now);
        }
    }
}
