package dev.sluice.cli.live;

import dev.sluice.cli.text.NumberFormatter;
import dev.sluice.policy.OnUnhealthy;
import dev.sluice.rollout.Forecast;
import dev.sluice.rollout.RevertForecast;
import dev.sluice.rollout.StageForecast;
import dev.sluice.rollout.Timeline;
import dev.sluice.rollout.TrafficAssumptions;
import dev.sluice.rollout.Weight;
import dev.sluice.store.StoredRollout;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** What would become of a green that fails everything from now on, in each stage. Costs a tenth of a second, once. */
public final class RevertForecastCache {
    private static final double BLUE_FAILS = 0.001;

    private final String blue;
    private final String green;
    private final Forecast forecast;

    private RevertForecastCache(String blue, String green, Forecast forecast) {
        this.blue = blue;
        this.green = green;
        this.forecast = forecast;
    }

    /** Calculates it for as many users as there were in the last seconds; where none were counted, the probes have to tell. */
    public static RevertForecastCache of(StoredRollout rollout) {
        double rps = rollout.live().map(live -> perSecond(live.timeline())).orElse(0.0);
        return new RevertForecastCache(
                rollout.spec().blue().subset(),
                rollout.spec().green().subset(),
                Forecast.of(rollout.plan(), new TrafficAssumptions(rps, BLUE_FAILS, OptionalInt.empty())));
    }

    /** In words; empty outside of all stages. */
    public String in(StoredRollout rollout) {
        return rollout.status()
                .flatMap(status -> Optional.ofNullable(status.stageIndex()))
                .filter(index -> index >= 0 && index < forecast.stages().size())
                .map(index -> words(forecast.stages().get(index)))
                .orElse("");
    }

    private String words(StageForecast stage) {
        return stage.falls().stream()
                .filter(fall -> fall.share() == 1)
                .findFirst()
                .flatMap(fall -> fall.back()
                        .map(back -> "If " + green + " failed everything from now on, "
                                + becomes(stage.stage().weight(), fall, NumberFormatter.time(back)) + worst(back)
                                + "."))
                .orElse("");
    }

    private String becomes(Weight weight, RevertForecast fall, String soon) {
        boolean nobody = weight.equals(Weight.NONE);
        if (forecast.plan().onUnhealthy() == OnUnhealthy.Pause) {
            return "the release would be paused in about " + soon + ", "
                    + (nobody ? "with no user on " + green : "and " + green + " would keep its " + weight);
        }
        if (nobody) {
            return "the release would be over in about " + soon + ", before any user meets it";
        }
        String cost = fall.failed() > 0 ? ", with " + NumberFormatter.mean(fall.failed()) + " failed requests" : "";
        return "all users would be back on " + blue + " in about " + soon + cost;
    }

    /** One that takes requests and answers none is noticed last. */
    private String worst(Duration usual) {
        return forecast.worst()
                .hangs()
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
