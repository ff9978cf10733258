package dev.sluice.bench;

import dev.sluice.bench.BenchConditions.Manner;
import java.util.List;

/** The faults that a controller must find, and what it must not take for one. */
final class Catalogue {
    private static final double THIRD = 1 / 3.0;

    /** The warm-up is over. */
    private static final double LATE = 70;

    private static final App P95_100 = App.ofMedian(44);

    private static final List<Case> FAULTS = List.of(
            errors("err-100", 1),
            errors("err-50", .5),
            errors("err-10", .1),
            errors("err-2", .02),
            errors("err-1", .01),
            bad(
                    "err-10-hidden",
                    "10 % of green's answers to users fail, none of those to probes",
                    Floor.of(.1),
                    _ -> BenchConditions.greenFails(.1).unseenByProbes()),
            bad(
                    "conn-refused",
                    "nothing listens in green's pods, which stay ready",
                    Floor.of(1),
                    _ -> BenchConditions.greenFails(1).in(Manner.Refuses)),
            bad(
                    "hang",
                    "green never answers",
                    Floor.of(1),
                    _ -> BenchConditions.greenFails(1).in(Manner.Hangs)),
            bad(
                    "hang-hidden",
                    "green never answers its users, and all probes",
                    Floor.of(1),
                    _ -> BenchConditions.greenFails(1).in(Manner.Hangs).unseenByProbes()),
            bad(
                    "hang-10-hidden",
                    "one in ten of green's users gets no answer, and all probes do",
                    Floor.of(.1),
                    _ -> BenchConditions.greenFails(.1).in(Manner.Hangs).unseenByProbes()),
            slow("lat-x2", 2),
            named(
                    "lat-x2-late",
                    "green takes twice as long, from 70 s on",
                    slow("lat-x2", 2).after(LATE)),
            named(
                    "lat-x2-p95-100",
                    "green takes twice as long, and 19 of 20 of blue's answers take 100 ms at most",
                    slow("lat-x2", 2).of(P95_100)),
            named(
                    "lat-x2-p95-100-late",
                    "the same, from 70 s on",
                    slow("lat-x2", 2).of(P95_100).after(LATE)),
            slow("lat-x1.2", 1.2),
            hidden("lat-hidden", "green's users wait 400 ms longer, and probes do not"),
            named(
                    "lat-hidden-late",
                    "the same, from 70 s on",
                    hidden("lat-hidden", "").after(LATE)),
            bad("lat-later", "green takes 200 ms more", Floor.NONE, _ -> BenchConditions.greenLater(200)),
            bad(
                    "lat-creep",
                    "green takes longer and longer: a millisecond more each second",
                    Floor.NONE,
                    moment -> BenchConditions.greenLater(moment.seconds())),
            bad(
                            "late-onset",
                            "10 % of green's answers fail, from 150 s on",
                            new Floor(.1, .25),
                            _ -> BenchConditions.greenFails(.1))
                    .after(150),
            bad(
                    "load-knee",
                    "20 % of green's answers fail while it gets half of the traffic or more",
                    new Floor(.2, .5),
                    moment -> moment.greenShare() < .5 ? BenchConditions.WELL : BenchConditions.greenFails(.2)),
            bad(
                    "one-bad-pod",
                    "one of green's 3 pods fails always",
                    Floor.of(THIRD),
                    _ -> BenchConditions.greenFails(THIRD)),
            bad(
                    "crashloop",
                    "green's pods die, and the cluster says so a second later",
                    Floor.of(1),
                    moment -> BenchConditions.greenFails(1).in(Manner.Refuses).withPodsDown(moment.seconds() >= 1)));

    private static final List<Case> HEALTHY = List.of(
            good("good", "both fail 0.1 %", _ -> BenchConditions.WELL),
            good("good-noisy", "both fail 1 %", _ -> BenchConditions.both(.01)),
            good(
                    "shared-outage",
                    "both fail 30 % for 30 s",
                    moment -> moment.seconds() < 30 ? BenchConditions.both(.3) : BenchConditions.WELL),
            good(
                    "shared-drift",
                    "both fail more and more within a minute, then 3 %",
                    moment -> BenchConditions.both(
                            Math.max(BenchConditions.USUAL, Math.min(.03, .03 * moment.seconds() / 60)))),
            good(
                    "burst",
                    "a handful of green's answers fail within one second",
                    moment ->
                            moment.seconds() < 1 ? BenchConditions.greenFails(handful(moment)) : BenchConditions.WELL),
            alike(
                    "long-polls",
                    "one in twenty requests to either is kept open for 20 to 40 s",
                    new App(20, 0, .05, 0, 0, 0)),
            alike("abandoned", "one in twenty callers of either goes away after 0.3 s", new App(20, 0, 0, .05, 0, 0)),
            alike("slow-tail", "one in fifty answers of either takes 20 times as long", new App(20, .02, 0, 0, 0, 0)),
            alike(
                    "pauses",
                    "either does nothing for 200 ms every 10 s, each at another time",
                    new App(20, 0, 0, 0, 200, 0)));

    private static final List<Case> COLD = List.of(
            good(
                    "cold-fading",
                    "green takes 60 ms more at first, nothing more after 20 s",
                    moment -> BenchConditions.greenLater(Math.max(0, 60 - 3 * moment.seconds()))),
            good(
                    "cold-15ms",
                    "green takes 15 ms more for 30 s",
                    moment -> BenchConditions.greenLater(moment.seconds() < 30 ? 15 : 0)),
            good(
                    "cold-1s",
                    "green takes a second more at first, half of it after every 3 s",
                    moment -> BenchConditions.greenLater(900 * Math.pow(.5, moment.seconds() / 3))),
            good("later-8ms", "green takes 8 ms more", _ -> BenchConditions.greenLater(8)));

    private static final List<Case> LOADED = List.of(loaded(.4), loaded(.5), loaded(.6));

    private static final List<Case> OTHER = List.of(
            good(
                    "cold-start",
                    "green fails 5 % for its first 15 s; warmup is 15 s",
                    moment -> moment.seconds() < 15 ? BenchConditions.greenFails(.05) : BenchConditions.WELL),
            new Case(
                    "metrics-gone",
                    "no gateway can be asked for anything any more",
                    Wanted.Hold,
                    Floor.NONE,
                    _ -> BenchConditions.nothingToBeSeen()));

    private Catalogue() {}

    /** Green is worse. */
    static List<Case> faults() {
        return FAULTS;
    }

    /** One of them, by its name. */
    static Case fault(String name) {
        return FAULTS.stream()
                .filter(what -> what.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(name));
    }

    /** Green is as good as blue; what happens may happen at any time. */
    static List<Case> healthy() {
        return HEALTHY;
    }

    /** Green is as good as blue, once it is warm; nothing in the policy says so. */
    static List<Case> cold() {
        return COLD;
    }

    /** Green is as good as blue, and each is as slow as its users make it. */
    static List<Case> loaded() {
        return LOADED;
    }

    /** One that begins with the release. */
    static Case coldStart() {
        return OTHER.getFirst();
    }

    /** Nothing can be seen. */
    static Case metricsGone() {
        return OTHER.getLast();
    }

    /** Five failures of users are expected in that second; where green gets little, one in five fails. */
    private static double handful(SimulatedGreen.Moment moment) {
        return moment.greenPerSecond() == 0 ? .2 : Math.min(.2, 5 / moment.greenPerSecond());
    }

    private static Case errors(String name, double share) {
        return bad(
                name,
                "%.0f %% of green's answers fail".formatted(100 * share),
                Floor.of(share),
                _ -> BenchConditions.greenFails(share));
    }

    private static Case slow(String name, double times) {
        return bad(
                name,
                "green takes %.1f times as long".formatted(times),
                Floor.NONE,
                _ -> BenchConditions.greenSlower(times));
    }

    private static Case hidden(String name, String what) {
        return bad(name, what, Floor.NONE, _ -> BenchConditions.greenLater(400).unseenByProbes());
    }

    private static Case named(String name, String what, Case other) {
        return new Case(name, what, other.wanted(), other.floor(), other.app(), other.after(), other.fault());
    }

    private static Case alike(String name, String what, App app) {
        return good(name, what, _ -> BenchConditions.WELL).of(app);
    }

    private static Case loaded(double utilisation) {
        return alike(
                "load-%.0f".formatted(100 * utilisation),
                "each is as slow as its users make it, and all of them keep one busy for %.0f %% of the time"
                        .formatted(100 * utilisation),
                App.busy(utilisation));
    }

    private static Case bad(String name, String what, Floor floor, SimulatedGreen fault) {
        return new Case(name, what, Wanted.Revert, floor, fault);
    }

    private static Case good(String name, String what, SimulatedGreen fault) {
        return new Case(name, what, Wanted.Promote, Floor.NONE, fault);
    }
}
