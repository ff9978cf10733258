package dev.sluice.cli.live;

import dev.sluice.rollout.GatewaySeen;
import dev.sluice.rollout.Weight;
import dev.sluice.view.Picture;
import java.util.ArrayList;
import java.util.List;

/** How the traffic is split: what was asked for, and what each gateway serves. */
final class Traffic {
    /** Gateways that are named one by one. */
    private static final int NAMED = 4;

    private static final int LABEL = 10;

    private final Picture picture;
    private final Frame frame;

    Traffic(Picture picture, Frame frame) {
        this.picture = picture;
        this.frame = frame;
    }

    Block block() {
        List<Line> lines = new ArrayList<>();
        lines.add(bar());
        lines.add(Line.of("").to(LABEL).and("asked " + picture.asked() + ", ").and(served()));
        gateways(lines);
        return new Block(lines, 2);
    }

    private Line bar() {
        Weight shown = picture.seen().orElse(picture.asked());
        String left = blues(shown) + " ";
        String right = " " + shown;
        int room = frame.width()
                - LABEL
                - picture.blue().length()
                - left.length()
                - right.length()
                - picture.green().length()
                - 2;
        int width = Math.max(8, room);
        int green = portion(shown, width);
        return Line.of("TRAFFIC", Ink.Bold)
                .to(LABEL)
                .and(picture.blue() + " " + left, Ink.Blue)
                .and(frame.glyphs().blue().repeat(width - green), Ink.Blue)
                .and(frame.glyphs().green().repeat(green), Ink.Green)
                .and(right + " " + picture.green(), Ink.Green);
    }

    /** A share that is not nothing is seen, and one that is not all leaves room. */
    private static int portion(Weight weight, int width) {
        int portion = Math.round(width * weight.permille() / 1000f);
        if (weight.equals(Weight.NONE) || weight.equals(Weight.ALL)) {
            return portion;
        }
        return Math.clamp(portion, 1, width - 1);
    }

    private static String blues(Weight green) {
        return new Weight(Weight.ALL.permille() - green.permille()).toString();
    }

    private Line served() {
        if (picture.seen().isPresent()) {
            return Line.of("served by every gateway " + picture.seen().get());
        }
        return picture.live().gateways().isEmpty()
                ? Line.of("not served yet", Ink.Faint)
                : Line.of("not yet served by every gateway", Ink.Wait);
    }

    private void gateways(List<Line> lines) {
        List<GatewaySeen> all = picture.live().gateways();
        List<GatewaySeen> others =
                all.stream().filter(gateway -> !agrees(gateway)).toList();
        List<GatewaySeen> named = all.size() <= NAMED ? all : others.subList(0, Math.min(NAMED, others.size()));
        named.forEach(gateway -> lines.add(gateway(gateway)));
        if (named.size() < all.size()) {
            lines.add(Line.of("")
                    .to(LABEL)
                    .and(
                            (all.size() - others.size()) + " of " + all.size() + " gateways serve " + picture.asked(),
                            Ink.Faint));
        }
    }

    private Line gateway(GatewaySeen gateway) {
        Glyphs glyphs = frame.glyphs();
        String says = gateway.serves().map(Weight::toString).orElse(gateway.problem());
        return Line.of("")
                .to(LABEL)
                .and(
                        agrees(gateway)
                                ? glyphs.done()
                                : gateway.serves().isEmpty() ? glyphs.unknown() : glyphs.ahead(),
                        agrees(gateway) ? Ink.Good : Ink.Wait)
                .and(" " + gateway.gateway() + "  ", Ink.Faint)
                .and(says, agrees(gateway) ? Ink.Faint : Ink.Wait);
    }

    private boolean agrees(GatewaySeen gateway) {
        return gateway.serves().filter(picture.asked()::equals).isPresent();
    }
}
