package dev.sluice.cli.live;

import dev.sluice.cli.text.Figures;
import dev.sluice.rollout.Fall;
import dev.sluice.rollout.Forecast;
import dev.sluice.rollout.Load;
import dev.sluice.rollout.StageForecast;
import dev.sluice.rollout.Timeline;
import dev.sluice.store.StoredRollout;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** What would become of a green that fails everything from now on, in each stage. Costs a tenth of a second, once. */
public final class Falls {
    private static final double ASSUMED_RPS = 100;
    private static final double BLUE_FAILS = 0.001;

    private final String blue;
    private final String green;
    private final List<StageForecast> stages;

    private Falls(String blue, String green, List<StageForecast> stages) {
        this.blue = blue;
        this.green = green;
        this.stages = stages;
    }

    /** Calculates it for as many users as there were in the last seconds. */
    public static Falls of(StoredRollout rollout) {
        double rps = rollout.live()
                .map(live -> perSecond(live.timeline()))
                .filter(rate -> rate > 0)
                .orElse(ASSUMED_RPS);
        Forecast forecast = Forecast.of(rollout.plan(), new Load(rps, BLUE_FAILS, OptionalInt.empty()));
        return new Falls(rollout.spec().blue().subset(), rollout.spec().green().subset(), forecast.stages());
    }

    /** In words; empty outside of all stages. */
    public String in(StoredRollout rollout) {
        return Optional.ofNullable(
                        rollout.status().map(status -> status.stageIndex()).orElse(null))
                .filter(index -> index >= 0 && index < stages.size())
                .flatMap(index -> stages.get(index).falls().stream()
                        .filter(fall -> fall.share() == 1)
                        .findFirst())
                .flatMap(this::words)
                .orElse("");
    }

    private Optional<String> words(Fall fall) {
        return fall.back()
                .map(back -> "If " + green + " failed everything from now on, all users would be back on " + blue
                        + " in about " + Figures.time(back) + ", with " + Figures.mean(fall.failed())
                        + " failed requests.");
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
