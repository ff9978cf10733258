package dev.sluice.truth;

import java.util.function.Consumer;

/** One case of the catalogue: what befalls an app during its release, and how that must end. */
enum FaultCase {
    ERR_100("err-100", true, scene -> scene.fault("v2", AppFault.errors(1))),
    ERR_50("err-50", true, scene -> scene.fault("v2", AppFault.errors(.5))),
    ERR_10("err-10", true, scene -> scene.fault("v2", AppFault.errors(.1))),
    ERR_2("err-2", true, scene -> scene.fault("v2", AppFault.errors(.02))),
    ERR_100_HIDDEN("err-100-hidden", true, scene -> scene.fault("v2", AppFault.hidden(1))),
    ERR_10_HIDDEN("err-10-hidden", true, scene -> scene.fault("v2", AppFault.hidden(.1))),
    CONN_REFUSED("conn-refused", true, scene -> scene.fault("v2", AppFault.REFUSE)),
    HANG("hang", true, scene -> scene.fault("v2", AppFault.HANG)),
    LAT_X2("lat-x2", true, scene -> {
        scene.fault("v1", AppFault.delay(50));
        scene.fault("v2", AppFault.delay(100));
    }),
    ONE_BAD_POD(
            "one-bad-pod", true, scene -> AppFault.errors(1).at(scene.pods("v2").getFirst())),
    CRASHLOOP("crashloop", true, scene -> scene.fault("v2", AppFault.CRASH)),
    GOOD("good", false, _ -> {}),
    GOOD_NOISY("good-noisy", false, scene -> both(scene, .01)),
    SHARED_DRIFT("shared-drift", false, scene -> both(scene, .03)),
    SHARED_OUTAGE("shared-outage", false, scene -> {
        both(scene, .3);
        scene.meanwhile(1_000);
        both(scene, 0);
    });

    private final String words;
    private final boolean bad;
    private final Consumer<TruthScene> befalls;

    FaultCase(String words, boolean bad, Consumer<TruthScene> befalls) {
        this.words = words;
        this.bad = bad;
        this.befalls = befalls;
    }

    /** Whether green is worse, and must go. */
    boolean bad() {
        return bad;
    }

    void befall(TruthScene scene) {
        befalls.accept(scene);
    }

    private static void both(TruthScene scene, double share) {
        scene.fault("v1", AppFault.errors(share));
        scene.fault("v2", AppFault.errors(share));
    }

    @Override
    public String toString() {
        return words;
    }
}
