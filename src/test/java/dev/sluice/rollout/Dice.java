package dev.sluice.rollout;

import dev.sluice.analysis.Counts;
import dev.sluice.analysis.ObservationBatch;
import dev.sluice.analysis.ProbeOutcome;
import dev.sluice.analysis.ProbeResult;
import dev.sluice.analysis.Verdict;
import dev.sluice.analysis.VersionRole;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** One stage, played with dice: what a forecast calculates ahead is compared with it. */
final class Dice {
    private static final double PER_LOOK = ControllerTimings.LOOK.toMillis() / 1000.0;

    private final SplittableRandom random;
    private final Plan plan;
    private final int stage;
    private final TrafficAssumptions load;
    private final double share;
    private final boolean probed;
    private double probesOwed;
    private double usersOwed;
    private Instant suspectedUntil = Instant.MIN;

    private Dice(long seed, Plan plan, int stage, TrafficAssumptions load, double share, boolean probed) {
        this.random = new SplittableRandom(seed);
        this.plan = plan;
        this.stage = stage;
        this.load = load;
        this.share = share;
        this.probed = probed;
        this.probesOwed = random.nextDouble();
        this.usersOwed = random.nextDouble();
    }

    /** How long it took to blame a green that fails this share, in each game; a game that ends without has no value. */
    static List<Optional<Duration>> play(
            int games, Plan plan, int stage, TrafficAssumptions load, double share, boolean probed, Duration longest) {
        return IntStream.range(0, games)
                .mapToObj(seed -> new Dice(seed, plan, stage, load, share, probed).play(longest))
                .toList();
    }

    /** So many probes of each version that passed. */
    static List<ProbeResult> passed(int each) {
        return IntStream.range(0, each)
                .boxed()
                .flatMap(_ -> List.of(VersionRole.Blue, VersionRole.Green).stream())
                .map(role -> new ProbeResult(Instant.EPOCH, role, ProbeOutcome.Passed, ""))
                .toList();
    }

    private Optional<Duration> play(Duration longest) {
        Evidence evidence = Evidence.NONE.after(new Decision.Enter(stage, "on"), Rollout.begin(plan, Instant.EPOCH));
        for (Duration t = ControllerTimings.LOOK; t.compareTo(longest) <= 0; t = t.plus(ControllerTimings.LOOK)) {
            Instant at = Instant.EPOCH.plus(t);
            evidence = evidence.plus(new ObservationBatch(at, probe(at), users(t)), plan);
            if (HealthEvaluator.judge(evidence, plan, stage, at) instanceof Verdict.Unhealthy) {
                return Optional.of(t.plus(ControllerTimings.SERVED));
            }
        }
        return Optional.empty();
    }

    private List<ProbeResult> probe(Instant at) {
        int rate = plan.health().probe().rate();
        probesOwed += PER_LOOK * (at.isAfter(suspectedUntil) ? rate : ControllerTimings.suspicious(rate));
        List<ProbeResult> results = new ArrayList<>();
        for (; probesOwed >= 1; probesOwed--) {
            results.add(probe(at, VersionRole.Blue, load.blueFails()));
            results.add(probe(at, VersionRole.Green, probed ? share : 0));
        }
        return results;
    }

    private ProbeResult probe(Instant at, VersionRole role, double fails) {
        boolean failed = random.nextDouble() < fails;
        suspectedUntil = failed && role == VersionRole.Green ? at.plus(ControllerTimings.SUSPICION) : suspectedUntil;
        return new ProbeResult(at, role, failed ? ProbeOutcome.Failed : ProbeOutcome.Passed, "");
    }

    private Counts users(Duration t) {
        usersOwed += load.usersPerSecond() * PER_LOOK;
        if (t.toMillis() % ControllerTimings.COUNTERS.toMillis() != 0) {
            return Counts.NONE;
        }
        double weight = plan.stage(stage).weight().percent() / 100;
        int all = (int) usersOwed;
        usersOwed -= all;
        int green = hits(all, weight);
        return new Counts(green, hits(green, share), all - green, hits(all - green, load.blueFails()));
    }

    private int hits(int of, double share) {
        return (int)
                IntStream.range(0, of).filter(_ -> random.nextDouble() < share).count();
    }
}
