package dev.sluice.bench;

import dev.sluice.bench.Contender.End;

/** Plays one release. */
final class Play {
    /** Milliseconds between two passes of a controller. */
    private static final long PASS = 100;

    /** Nobody stays longer. */
    private static final long MOST = 3_600_000;

    private Play() {}

    /**
     * What came of it.
     *
     * @param end how it ended; open when it had not ended after an hour
     * @param hurt users' requests that the fault has hurt, until all traffic was back or the release over
     * @param seconds from the beginning of the fault until all traffic was back, 0 when it was back before; or else from the beginning of the release to its
     *     end
     * @param why the contender's last word
     */
    record Result(End end, long hurt, double seconds, String why) {}

    static Result play(Entrant entrant, BenchScene scene) {
        Chance chance = new Chance(scene.seed());
        Ground ground = new Ground(scene, chance, entrant.slow(), entrant.length());
        Contender contender = entrant.start().apply(ground, chance.split());
        while (!over(contender, ground) && ground.now() < MOST) {
            ground.advance(ground.now() + PASS - ground.now() % PASS);
            if (contender.end() == End.Open) {
                contender.pass();
            }
            if (contender.end() == End.Reverted && !ground.served()) {
                ground.advance(ground.now() + Ground.SERVED_AFTER);
            }
        }
        long began = contender.end() == End.Reverted ? ground.onset().orElse(0L) : 0;
        return new Result(contender.end(), ground.hurt(), Math.max(0, ground.now() - began) / 1000.0, contender.why());
    }

    private static boolean over(Contender contender, Ground ground) {
        return switch (contender.end()) {
            case Open -> false;
            case Reverted -> ground.served();
            case Promoted -> true;
        };
    }
}
