package dev.sluice.bench;

import dev.sluice.bench.Conditions.Manner;
import java.util.List;

/** The faults that a controller must find, and what it must not take for one. */
final class Catalogue {
    private static final double THIRD = 1 / 3.0;

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
                    _ -> Conditions.greenFails(.1).unseenByProbes()),
            bad(
                    "conn-refused",
                    "nothing listens in green's pods, which stay ready",
                    Floor.of(1),
                    _ -> Conditions.greenFails(1).in(Manner.Refuses)),
            bad(
                    "hang",
                    "green never answers",
                    Floor.of(1),
                    _ -> Conditions.greenFails(1).in(Manner.Hangs)),
            slow("lat-x2", 2),
            slow("lat-x1.2", 1.2),
            bad("lat-later", "green takes 200 ms more", Floor.NONE, _ -> Conditions.greenLater(200)),
            bad(
                    "lat-creep",
                    "green takes longer and longer: a millisecond more each second",
                    Floor.NONE,
                    moment -> Conditions.greenLater(moment.seconds())),
            bad(
                    "late-onset",
                    "10 % of green's answers fail, from 150 s on",
                    new Floor(.1, .25),
                    moment -> moment.seconds() < 150 ? Conditions.WELL : Conditions.greenFails(.1)),
            bad(
                    "load-knee",
                    "20 % of green's answers fail while it gets half of the traffic or more",
                    new Floor(.2, .5),
                    moment -> moment.greenShare() < .5 ? Conditions.WELL : Conditions.greenFails(.2)),
            bad(
                    "one-bad-pod",
                    "one of green's 3 pods fails always",
                    Floor.of(THIRD),
                    _ -> Conditions.greenFails(THIRD)),
            bad(
                    "crashloop",
                    "green's pods die, and the cluster says so a second later",
                    Floor.of(1),
                    moment -> Conditions.greenFails(1).in(Manner.Refuses).withPodsDown(moment.seconds() >= 1)));

    private static final List<Case> HEALTHY = List.of(
            good("good", "both fail 0.1 %", _ -> Conditions.WELL),
            good("good-noisy", "both fail 1 %", _ -> Conditions.both(.01)),
            good(
                    "shared-outage",
                    "both fail 30 % for 30 s",
                    moment -> moment.seconds() < 30 ? Conditions.both(.3) : Conditions.WELL),
            good(
                    "shared-drift",
                    "both fail more and more within a minute, then 3 %",
                    moment -> Conditions.both(Math.max(Conditions.USUAL, Math.min(.03, .03 * moment.seconds() / 60)))),
            good(
                    "burst",
                    "a handful of green's answers fail within one second",
                    moment -> moment.seconds() < 1 ? Conditions.greenFails(handful(moment)) : Conditions.WELL));

    private static final List<Case> COLD = List.of(
            good(
                    "cold-fading",
                    "green takes 60 ms more at first, nothing more after 20 s",
                    moment -> Conditions.greenLater(Math.max(0, 60 - 3 * moment.seconds()))),
            good(
                    "cold-15ms",
                    "green takes 15 ms more for 30 s",
                    moment -> Conditions.greenLater(moment.seconds() < 30 ? 15 : 0)),
            good(
                    "cold-1s",
                    "green takes a second more at first, half of it after every 3 s",
                    moment -> Conditions.greenLater(900 * Math.pow(.5, moment.seconds() / 3))),
            good("later-8ms", "green takes 8 ms more", _ -> Conditions.greenLater(8)));

    private static final List<Case> OTHER = List.of(
            good(
                    "cold-start",
                    "green fails 5 % for its first 15 s; warmup is 15 s",
                    moment -> moment.seconds() < 15 ? Conditions.greenFails(.05) : Conditions.WELL),
            new Case(
                    "metrics-gone",
                    "no gateway can be asked for anything any more",
                    Wanted.Hold,
                    Floor.NONE,
                    _ -> Conditions.nothingToBeSeen()));

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

    /** One that begins with the release. */
    static Case coldStart() {
        return OTHER.getFirst();
    }

    /** Nothing can be seen. */
    static Case metricsGone() {
        return OTHER.getLast();
    }

    /** Five failures of users are expected in that second; where green gets little, one in five fails. */
    private static double handful(Fault.Moment moment) {
        return moment.greenPerSecond() == 0 ? .2 : Math.min(.2, 5 / moment.greenPerSecond());
    }

    private static Case errors(String name, double share) {
        return bad(
                name,
                "%.0f %% of green's answers fail".formatted(100 * share),
                Floor.of(share),
                _ -> Conditions.greenFails(share));
    }

    private static Case slow(String name, double times) {
        return bad(
                name,
                "green takes %.1f times as long".formatted(times),
                Floor.NONE,
                _ -> Conditions.greenSlower(times));
    }

    private static Case bad(String name, String what, Floor floor, Fault fault) {
        return new Case(name, what, Wanted.Revert, floor, fault);
    }

    private static Case good(String name, String what, Fault fault) {
        return new Case(name, what, Wanted.Promote, Floor.NONE, fault);
    }
}
