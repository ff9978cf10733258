package dev.sluice.bench;

import dev.sluice.api.HealthSpec;
import dev.sluice.api.LatencySpec;
import dev.sluice.api.PolicySpec;
import dev.sluice.api.ProbeSpec;
import dev.sluice.api.RouteSpec;
import dev.sluice.api.StepSpec;
import dev.sluice.replay.Recorder;
import dev.sluice.rollout.Plan;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Who is compared. */
final class Entrants {
    private static final List<Integer> WEIGHTS = List.of(5, 10, 25, 50, 100);
    private static final double FIRST = 0.05;
    private static final long MINUTE = 60_000;
    private static final long TEN_SECONDS = 10_000;
    private static final long DOCUMENTED_SCRAPE = 15_000;
    private static final long TUNED_SCRAPE = 1000;
    private static final Duration WARMUP = Duration.ofSeconds(15);

    /** Flagger's documentation allows half a second. */
    private static final double DOCUMENTED_SLOW = 500;

    /** Whoever tunes knows that 99 of 100 of blue's answers take 64 ms at most, and allows half as much again. */
    private static final double TUNED_SLOW = 96;

    private static final double NEVER_SLOW = Double.MAX_VALUE;

    /** Steps by the clock: 5, 10, 25, 50 and 100 %, a minute each. */
    static final Entrant FIXED = sluice("Sluice, fixed steps", FIRST, 300, fixed(HealthSpec.usual()));

    /** Steps by the evidence. */
    static final Entrant AUTO = sluice("Sluice, autoSteps", 0.001, 100, auto(HealthSpec.usual()));

    /** Fixed steps under a policy that asks for more than the default does. */
    static final Entrant STRICT = sluice("Sluice, fixed steps, strict", FIRST, 300, fixed(strict()));

    /** Fixed steps after a warm-up. */
    static final Entrant FIXED_WARM = sluice("Sluice, fixed steps, warmup", FIRST, 300, fixed(warm()));

    /** Steps by the evidence after a warm-up. */
    static final Entrant AUTO_WARM = sluice("Sluice, autoSteps, warmup", 0.001, 100, auto(warm()));

    private static final Entrant FLAGGER = flagger(
            "Flagger 1m/5 (model)",
            DOCUMENTED_SLOW,
            new FlaggerModel.Settings(WEIGHTS, MINUTE, 5, DOCUMENTED_SCRAPE, .99));

    private static final Entrant FLAGGER_TUNED = flagger(
            "Flagger 10s/1 (model)", TUNED_SLOW, new FlaggerModel.Settings(WEIGHTS, TEN_SECONDS, 1, TUNED_SCRAPE, .99));

    private static final Entrant ARGO =
            argo("Argo 1m/3 (model)", new ArgoModel.Settings(WEIGHTS, MINUTE, MINUTE, 3, DOCUMENTED_SCRAPE, .95));

    private static final Entrant ARGO_TUNED =
            argo("Argo 10s/0 (model)", new ArgoModel.Settings(WEIGHTS, MINUTE, TEN_SECONDS, 0, TUNED_SCRAPE, .95));

    private Entrants() {}

    /** Ours. */
    static List<Entrant> ours() {
        return List.of(FIXED, AUTO);
    }

    /** The policy of the fixed steps. */
    static PolicySpec fixedPolicy() {
        return policy(steps(), false, HealthSpec.usual());
    }

    /** Fixed steps, recorded. */
    static Entrant recorded(Recorder recorder) {
        Plan plan = Plan.of(fixedPolicy());
        return new Entrant(
                "Sluice, fixed steps",
                false,
                NEVER_SLOW,
                300,
                FIRST,
                (ground, chance) -> new Sluice(plan, ground, chance, Optional.of(recorder)));
    }

    /** Models of others' rules. */
    static List<Entrant> models() {
        return List.of(FLAGGER, FLAGGER_TUNED, ARGO, ARGO_TUNED);
    }

    static List<Entrant> all() {
        return Stream.concat(ours().stream(), models().stream()).toList();
    }

    /** Asks for half a percent at most, and for latencies like blue's. */
    private static HealthSpec strict() {
        return new HealthSpec(null, null, 0.5, 1.0, new LatencySpec(1.0, null, null, null), null, null);
    }

    private static HealthSpec warm() {
        ProbeSpec probe = new ProbeSpec(
                null, null, null, null, null, null, null, null, null, null, null, null, null, WARMUP, null);
        return new HealthSpec(probe, null, null, null, null, null, null);
    }

    private static Plan fixed(HealthSpec health) {
        return Plan.of(policy(steps(), false, health));
    }

    private static List<StepSpec> steps() {
        return WEIGHTS.stream()
                .map(weight -> new StepSpec(weight, Duration.ofMinutes(1), false))
                .toList();
    }

    private static Plan auto(HealthSpec health) {
        return Plan.of(policy(null, true, health));
    }

    private static PolicySpec policy(@Nullable List<StepSpec> steps, boolean auto, HealthSpec health) {
        List<RouteSpec> routes = List.of(new RouteSpec(null, null, "shop", null, null, null));
        return new PolicySpec(routes, steps, auto, null, null, null, health, null, null, null, null);
    }

    private static Entrant sluice(String name, double first, double length, Plan plan) {
        return new Entrant(
                name, false, NEVER_SLOW, length, first, (ground, chance) -> new Sluice(plan, ground, chance));
    }

    private static Entrant flagger(String name, double slow, FlaggerModel.Settings settings) {
        double length = settings.interval() / 1000.0 * WEIGHTS.size();
        return new Entrant(
                name, true, slow, length, FIRST, (ground, chance) -> new FlaggerModel(settings, ground, chance));
    }

    private static Entrant argo(String name, ArgoModel.Settings settings) {
        return new Entrant(name, true, NEVER_SLOW, 300, FIRST, (ground, _) -> new ArgoModel(settings, ground));
    }
}
