package dev.sluice.evidence.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.analysis.Counts;
import dev.sluice.analysis.ProbeOutcome;
import dev.sluice.analysis.ProbeResult;
import dev.sluice.analysis.VersionRole;
import dev.sluice.evidence.gateway.PodCounterTracker.Sent;
import java.time.Duration;
import java.time.Instant;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that were sent and not answered, of two versions whose users come one by one and wait as long as they like. */
class UnansweredRequestsTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final double NEVER = 1e9;

    @Test
    void countsEachHangingRequestOnce() {
        App app = new App(100, 1, .25, _ -> .005, _ -> NEVER);

        app.play(10);

        // The requests of the last second may still be answered in time.
        assertThat(app.seen.green()).isEqualTo(app.seen.greenFailed()).isBetween(150L, 250L);
        assertThat(app.seen.blueFailed()).isZero();
    }

    @Test
    void seesAHangWithinTwoSeconds() {
        App app = new App(100, 2, .25, _ -> .005, _ -> NEVER);

        app.play(2);

        assertThat(app.seen.greenFailed()).isGreaterThan(10);
    }

    @Test
    void probesThatAreAnsweredHideNoHang() {
        App app = new App(100, 2, .05, _ -> .005, _ -> NEVER);
        app.probes = 50;

        app.play(4);

        assertThat(app.seen.greenFailed()).isGreaterThan(5);
        assertThat(app.seen.blueFailed()).isZero();
    }

    @Test
    void probesOfABlueWithoutUsersTellNothingOfLongPolls() {
        App app = new App(100, 9, 1, random -> random.nextDouble() < .05 ? 20 + 20 * random.nextDouble() : .005);
        app.probes = 10;

        app.play(300);

        assertThat(app.seen.greenFailed()).isLessThanOrEqualTo(2);
    }

    @Test
    void seesCallersGoAwayWithoutAnAnswer() {
        App app = new App(100, 3, .25, _ -> .005, random -> random.nextDouble() < .3 ? -.5 : .005);

        app.play(20);

        assertThat(app.seen.greenFailed()).isGreaterThan(50);
        assertThat(app.seen.blueFailed()).isZero();
    }

    /** Blue has its long ones under way, green fills up to its share of them. */
    @ParameterizedTest
    @ValueSource(doubles = {.002, .2, 1.5, 5, 30, 300})
    void aVersionThatKeepsItsCallersWaitingAsLongAsTheOtherIsNotToBlame(double seconds) {
        App app = new App(100, 4, .25, random -> seconds * (.5 + random.nextDouble()));

        app.play(90);

        assertThat(app.seen.greenFailed()).isLessThanOrEqualTo(2);
    }

    @Test
    void aFewLongPollsAmongManyShortRequestsAreNotToBlame() {
        App app = new App(200, 5, .1, random -> random.nextDouble() < .05 ? 20 + 20 * random.nextDouble() : .01);

        app.play(120);

        assertThat(app.seen.greenFailed()).isLessThanOrEqualTo(2);
    }

    /** Ten seconds hold too few of blue's requests to tell how long they take. */
    @ParameterizedTest
    @CsvSource({".3,.3,30", ".3,.3,300", ".5,.3,300", ".7,.5,60", "1,.1,1800"})
    void longPollsOfFewUsersAreNotToBlame(double perSecond, double polls, double seconds) {
        long blamed = IntStream.range(0, 40)
                .filter(seed -> {
                    ToDoubleFunction<Random> takes =
                            random -> random.nextDouble() < polls ? seconds * (.5 + random.nextDouble()) : .02;
                    App app = new App(perSecond, seed, .5, takes);
                    app.play(240);
                    return app.seen.greenFailed() > 2;
                })
                .count();

        assertThat(blamed).isLessThanOrEqualTo(1);
    }

    @Test
    void seesFewUsersHang() {
        App app = new App(1, 10, .5, _ -> .02, _ -> NEVER);

        app.play(60);

        assertThat(app.seen.greenFailed()).isGreaterThan(15);
        assertThat(app.seen.blueFailed()).isZero();
    }

    @Test
    void callersWhoGoAwayFromBothAlikeAreCountedAlike() {
        App app = new App(200, 6, .5, random -> random.nextDouble() < .05 ? -.3 : .01);

        app.play(120);

        assertThat(app.seen.blueFailed()).isGreaterThan(200);
        assertThat(app.seen.greenFailed()).isLessThanOrEqualTo(app.seen.blueFailed());
    }

    /** A pace of the probes that rises and falls makes nobody count them twice. */
    @Test
    void aCallerWhoGoesAwayIsCountedOnce() {
        App app = new App(200, 8, .5, random -> random.nextDouble() < .05 ? -.3 : .01);

        for (int i = 0; i < 12; i++) {
            app.probes = i % 2 == 0 ? 50 : 10;
            app.play(5);
        }

        assertThat(app.seen.greenFailed()).isBetween(100L, 330L);
        assertThat(app.seen.blueFailed()).isBetween(250L, 350L);
    }

    @Test
    void whatHangsForBothIsNobodysFault() {
        App app = new App(100, 7, .25, _ -> .005);
        app.play(20);
        app.green = _ -> NEVER;
        app.blue = _ -> NEVER;
        app.play(20);

        assertThat(3 * app.seen.greenFailed()).isLessThanOrEqualTo(app.seen.blueFailed());
    }

    @Test
    void whatAGatewayHadUnderWayWhenItWentIsNobodysFault() {
        UnansweredRequests unanswered = new UnansweredRequests();
        long failed = 0;
        for (int i = 0; i < 40; i++) {
            String pod = "pod-" + i / 4;
            unanswered.keep(Set.of(pod));
            Sent sent = new Sent(new InFlightRequests(30, 25, 20), new InFlightRequests(1, 1, 0));
            failed += read(unanswered, pod, START.plusMillis(500L * i), sent).greenFailed();
        }
        assertThat(failed).isZero();
    }

    @Test
    void aProbeThatGotNoAnswerIsNoUser() {
        UnansweredRequests unanswered = new UnansweredRequests();
        read(unanswered, "pod", START, Sent.NOTHING);
        long failed = 0;
        for (int i = 1; i <= 60; i++) {
            unanswered.gaveUp(VersionRole.Green);
            failed += read(
                            unanswered,
                            "pod",
                            START.plusMillis(500L * i),
                            new Sent(new InFlightRequests(1, 0, 2), new InFlightRequests(1, 1, 0)))
                    .greenFailed();
        }
        assertThat(failed).isZero();
    }

    /** Five probes every 100 ms; every second time that gateways are asked, five are sent before they have told. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void aProbeThatIsSentWhileGatewaysTellIsNoHang(int pods) {
        UnansweredRequests unanswered = new UnansweredRequests();
        One[] told = IntStream.range(0, pods).mapToObj(_ -> new One()).toArray(One[]::new);
        Counts seen = Counts.NONE;
        for (int tick = 1; tick < 600; tick++) {
            double sent = tick / 10.0;
            for (int each = 0; each < 5; each++) {
                told[tick % pods].call(sent, .005);
            }
            if (tick % 5 == 0) {
                double asked = tick % 2 == 0 ? sent - .001 : sent + .05;
                for (int pod = 0; pod < pods; pod++) {
                    told[pod].taken(asked + .002);
                    InFlightRequests more = told[pod].more();
                    seen = seen.plus(unanswered.read(
                            "pod-" + pod, App.time(asked), App.time(asked + .003 + pod / 1e3), new Sent(more, more)));
                }
            }
            for (int each = 0; each < 5; each++) {
                probe(unanswered, VersionRole.Green, "pod-" + tick % pods, App.time(sent));
                probe(unanswered, VersionRole.Blue, "pod-" + tick % pods, App.time(sent));
            }
        }
        assertThat(seen.greenFailed() + seen.blueFailed()).isZero();
    }

    /** Envoy counts the retry of a refused connection, and no request for the first try: more seem answered than were sent. */
    @Test
    void retriesThatWentWellHideNoHang() {
        UnansweredRequests unanswered = new UnansweredRequests();
        InFlightRequests blue = new InFlightRequests(36, 36, 0);
        for (int i = 0; i < 120; i++) {
            InFlightRequests retried = new InFlightRequests(6, 12, 0);
            read(unanswered, "pod", START.plusMillis(500L * i), new Sent(retried, blue));
        }

        long failed = 0;
        for (int i = 120; i < 132; i++) {
            InFlightRequests hanging = new InFlightRequests(12, 0, 12L * (i - 119));
            failed += read(unanswered, "pod", START.plusMillis(500L * i), new Sent(hanging, blue))
                    .greenFailed();
        }
        assertThat(failed).isGreaterThan(50);
    }

    private static Counts read(UnansweredRequests unanswered, String pod, Instant at, Sent more) {
        return unanswered.read(pod, at, at, more);
    }

    private static void probe(UnansweredRequests unanswered, VersionRole role, String pod, Instant sent) {
        unanswered.answered(result(role, pod, sent.plusMillis(5), Duration.ofMillis(5)));
    }

    private static ProbeResult result(VersionRole role, String pod, Instant at, Duration took) {
        return new ProbeResult(at, role, ProbeOutcome.Passed, "200", pod, 200, took);
    }

    /** Users, blue's for five minutes already when green's begin. */
    private static final class App {
        private final UnansweredRequests unanswered = new UnansweredRequests();
        private final Random random;
        private final double rate;
        private final double weight;
        private final One greenOne = new One();
        private final One blueOne = new One();
        private ToDoubleFunction<Random> blue;
        private ToDoubleFunction<Random> green;
        private Counts seen = Counts.NONE;
        private double now;
        private double nextCall;
        private double nextProbe;
        private int probes;

        App(double rate, int seed, double weight, ToDoubleFunction<Random> both) {
            this(rate, seed, weight, both, both);
        }

        /** Takes how long an answer takes, in seconds; a caller goes away after so many where it is negative. */
        App(double rate, int seed, double weight, ToDoubleFunction<Random> blue, ToDoubleFunction<Random> green) {
            this.rate = rate;
            this.random = new Random(seed);
            this.weight = weight;
            this.blue = blue;
            this.green = green;
            warm();
        }

        private void warm() {
            while (now < 600) {
                now += .5;
                calls(0);
                blueOne.taken(now);
                if (now > 590) {
                    seen = seen.plus(read());
                } else {
                    blueOne.more();
                }
            }
            seen = Counts.NONE;
        }

        void play(double seconds) {
            for (double end = now + seconds; now < end; ) {
                nextProbe = now;
                now += .5;
                calls(weight);
                probe();
                seen = seen.plus(read());
            }
        }

        private void calls(double toGreen) {
            for (; nextCall < now; nextCall -= Math.log(1 - random.nextDouble()) / rate) {
                boolean chosen = random.nextDouble() < toGreen;
                (chosen ? greenOne : blueOne).call(nextCall, (chosen ? green : blue).applyAsDouble(random));
            }
        }

        /** Answered within 5 ms, except for the last that are on their way. */
        private void probe() {
            for (; probes > 0 && nextProbe < now; nextProbe += 1.0 / probes) {
                greenOne.call(nextProbe, .005);
                blueOne.call(nextProbe, .005);
                UnansweredRequestsTest.probe(unanswered, VersionRole.Green, "pod", time(nextProbe));
                UnansweredRequestsTest.probe(unanswered, VersionRole.Blue, "pod", time(nextProbe));
            }
        }

        private static Instant time(double seconds) {
            return START.plus(Duration.ofMillis(Math.round(seconds * 1000)));
        }

        private Counts read() {
            greenOne.taken(now);
            blueOne.taken(now);
            return UnansweredRequestsTest.read(unanswered, "pod", time(now), new Sent(greenOne.more(), blueOne.more()));
        }
    }

    /** One version. */
    private static final class One {
        private record Call(double ends, boolean answered) {}

        private final PriorityQueue<Call> underWay =
                new PriorityQueue<>((one, other) -> Double.compare(one.ends(), other.ends()));
        private long sent;
        private long answered;

        void call(double at, double takes) {
            sent++;
            underWay.add(new Call(at + Math.abs(takes), takes > 0));
        }

        void taken(double now) {
            while (!underWay.isEmpty() && underWay.element().ends() <= now) {
                answered += underWay.remove().answered() ? 1 : 0;
            }
        }

        InFlightRequests more() {
            InFlightRequests more = new InFlightRequests(sent, answered, underWay.size());
            sent = 0;
            answered = 0;
            return more;
        }
    }
}
