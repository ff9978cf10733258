package dev.sluice.cli.live;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Draws a rollout: what matters most on top, and what there is no room for left out from the bottom up. */
public final class Poster {
    private final Scene scene;
    private final Frame frame;

    private Poster(Scene scene, Frame frame) {
        this.scene = scene;
        this.frame = frame;
    }

    /** The lines, in colours or not, none wider than the frame. */
    public static List<String> lines(Scene scene, Frame frame) {
        return new Poster(scene, frame)
                .lines().stream()
                        .map(line ->
                                line.cut(frame.width(), frame.glyphs().more()).text(frame.colours()))
                        .toList();
    }

    private List<Line> lines() {
        Traffic traffic = new Traffic(scene.picture(), frame);
        Counted counted = new Counted(scene, frame);
        Story story = new Story(scene, frame);
        List<Block> top = List.of(
                new Heading(scene, frame).block(),
                new Track(scene.picture(), frame).block(),
                traffic.block(),
                counted.evidence(),
                counted.requests());
        List<Block> rest = List.of(story.probes(), story.decisions(), story.pods());
        Block footer = new Heading(scene, frame).footer();
        return fitted(Stream.concat(top.stream(), rest.stream()).toList(), footer);
    }

    private List<Line> fitted(List<Block> blocks, Block footer) {
        List<Block> kept = new ArrayList<>(blocks);
        for (int i = kept.size() - 1; i >= 0 && frame.height() > 0; i--) {
            int over = joined(kept, footer).size() - frame.height();
            if (over > 0) {
                kept.set(i, kept.get(i).shortened(over));
                // An empty block needs no empty line before it.
                over = joined(kept, footer).size() - frame.height();
                if (over > 0 && kept.get(i).least() == 0) {
                    kept.set(i, new Block(List.of(), 0));
                }
            }
        }
        List<Line> lines = joined(kept, footer);
        return frame.height() > 0 && lines.size() > frame.height() ? squeezed(lines, footer.lines()) : lines;
    }

    /** Without empty lines, and if that is not enough without the last ones; the keys stay. */
    private List<Line> squeezed(List<Line> lines, List<Line> footer) {
        List<Line> full = lines.stream().filter(line -> line.width() > 0).toList();
        if (full.size() <= frame.height()) {
            return full;
        }
        int room = Math.max(0, frame.height() - footer.size());
        return Stream.concat(full.stream().limit(room), footer.stream()).toList();
    }

    private static List<Line> joined(List<Block> blocks, Block footer) {
        List<Line> lines = new ArrayList<>();
        for (Block block : Stream.concat(blocks.stream(), Stream.of(footer)).toList()) {
            if (!block.lines().isEmpty()) {
                if (!lines.isEmpty()) {
                    lines.add(Line.EMPTY);
                }
                lines.addAll(block.lines());
            }
        }
        return lines;
    }
}
