package dev.sluice.local;

import dev.sluice.kubernetes.RolloutResource;
import dev.sluice.kubernetes.RolloutStatus;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The demo in one line. */
final class DemoStatusLine {
    private static final int WIDTH = 24;
    private static final String BLUE = "\u001b[44;97m";
    private static final String GREEN = "\u001b[42;30m";
    private static final String RED = "\u001b[1;31m";
    private static final String PLAIN = "\u001b[0m";
    private final boolean colour;

    DemoStatusLine(boolean colour) {
        this.colour = colour;
    }

    /** Everything. */
    String full(@Nullable RolloutResource rollout, LoadReport load) {
        return brief(rollout, load) + "  " + bar(load);
    }

    /** What does not change with every second. */
    String brief(@Nullable RolloutResource rollout, LoadReport load) {
        return state(rollout) + "  " + failed(load.failed());
    }

    private static String state(@Nullable RolloutResource rollout) {
        RolloutStatus status = rollout == null ? null : rollout.getStatus();
        if (rollout == null || status == null || status.state() == null) {
            return "No rollout yet";
        }
        String stage = status.stage() == null ? "" : " " + status.stage();
        return "%s%s  asked %s seen %s"
                .formatted(status.state(), stage, percent(status.weightAsked()), percent(status.weightSeen()));
    }

    private static String percent(@Nullable Double weight) {
        return weight == null
                ? "-"
                : (weight == Math.rint(weight) ? Long.toString(Math.round(weight)) : weight.toString()) + "%";
    }

    private String failed(long count) {
        String text = "failed user requests " + count;
        return count > 0 ? painted(RED, text) : text;
    }

    /** How the users of the last whole second were split; the current second is still being counted. */
    private String bar(LoadReport load) {
        int second = load.seconds().size() - 2;
        if (second < 0) {
            return "";
        }
        Map<String, LoadReport.Count> versions = load.seconds().get(second).versions();
        long one = answered(versions, "v1");
        long two = answered(versions, "v2");
        if (one + two == 0) {
            return "";
        }
        int share = (int) Math.round((double) two * WIDTH / (one + two));
        return painted(BLUE, cell("V1 " + one, WIDTH - share)) + painted(GREEN, cell("V2 " + two, share));
    }

    private String cell(String text, int width) {
        if (!colour) {
            return text + " ";
        }
        String padded = (" " + text + " ".repeat(WIDTH)).substring(0, WIDTH);
        return padded.substring(0, width);
    }

    private static long answered(Map<String, LoadReport.Count> versions, String version) {
        LoadReport.Count count = versions.getOrDefault(version, LoadReport.Count.ZERO);
        return count.ok() + count.failed();
    }

    private String painted(String paint, String text) {
        return colour ? paint + text + PLAIN : text;
    }
}
