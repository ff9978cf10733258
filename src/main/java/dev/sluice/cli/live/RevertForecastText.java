package dev.sluice.cli.live;

import dev.sluice.api.OnUnhealthy;
import dev.sluice.cli.text.NumberFormatter;
import dev.sluice.kubernetes.StoredRollout;
import dev.sluice.rollout.RevertForecast;
import dev.sluice.rollout.Timeline;
import dev.sluice.rollout.TrafficAssumptions;
import dev.sluice.rollout.Weight;
import dev.sluice.rollout.WorstCaseDetection;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** What would become of a green that fails everything from now on, for people. */
public final class RevertForecastText {
    private static final double BLUE_FAILS = 0.001;

    private final StoredRollout rollout;
    private final TrafficAssumptions load;

    private RevertForecastText(StoredRollout rollout, TrafficAssumptions load) {
        this.rollout = rollout;
        this.load = load;
    }

    /**
     * Calculates it for the stage of now and for as many users as there were in the last seconds; where none were counted, the probes have to
     * tell. Costs some hundredths of a second.
     *
     * @return a sentence; empty outside of all stages
     */
    public static String of(StoredRollout rollout) {
        double rps = rollout.live().map(live -> perSecond(live.timeline())).orElse(0.0);
        RevertForecastText text =
                new RevertForecastText(rollout, new TrafficAssumptions(rps, BLUE_FAILS, OptionalInt.empty()));
        return rollout.status()
                .flatMap(status -> Optional.ofNullable(status.stageIndex()))
                .filter(index -> index >= 0 && index < rollout.plan().stages().size())
                .map(text::in)
                .orElse("");
    }

    private String in(int stage) {
        RevertForecast forecast = RevertForecast.ofTotalFailure(rollout.plan(), stage, load);
        return forecast.back()
                .map(back -> "If " + rollout.spec().green().subset() + " failed everything from now on, "
                        + becomes(rollout.plan().stage(stage).weight(), forecast, NumberFormatter.time(back))
                        + worst(back) + ".")
                .orElse("");
    }

    private String becomes(Weight weight, RevertForecast forecast, String soon) {
        boolean nobody = weight.equals(Weight.NONE);
        if (rollout.plan().onUnhealthy() == OnUnhealthy.Pause) {
            return "the release would be paused in about " + soon + ", "
                    + (nobody
                            ? "with no user on " + rollout.spec().green().subset()
                            : "and " + rollout.spec().green().subset() + " would keep its " + weight);
        }
        if (nobody) {
            return "the release would be over in about " + soon + ", before any user meets it";
        }
        String cost =
                forecast.failed() > 0 ? ", with " + NumberFormatter.mean(forecast.failed()) + " failed requests" : "";
        return "all users would be back on " + rollout.spec().blue().subset() + " in about " + soon + cost;
    }

    /** One that takes requests and answers none is noticed last. */
    private String worst(Duration usual) {
        return WorstCaseDetection.ofHang(rollout.plan(), load)
                .map(hangs ->
                        hangs.compareTo(usual) > 0 ? "; at worst, if it hangs, in " + NumberFormatter.time(hangs) : "")
                .orElse("; that it hangs would not be noticed");
    }

    private static double perSecond(Timeline timeline) {
        List<Timeline.Point> last = timeline.points()
                .subList(
                        Math.max(0, timeline.points().size() - 10),
                        timeline.points().size());
        Duration span = timeline.every().multipliedBy(last.size());
        long users = last.stream().mapToLong(point -> point.users().total()).sum();
        return span.isZero() ? 0 : users * 1000.0 / span.toMillis();
    }
}
