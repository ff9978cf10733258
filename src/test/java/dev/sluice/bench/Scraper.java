package dev.sluice.bench;

import dev.sluice.stats.Counts;

/** Asks the gateways for users' requests as the meter does: more often for two seconds after green has failed. */
final class Scraper {
    private static final long USUAL = 500;
    private static final long SUSPICIOUS = 200;
    private static final long SUSPICION_LASTS = 2000;

    /** From an answer of the gateways until the probes that they counted too are taken out. */
    private static final long SETTLE = 150;

    private final Ground ground;
    private Totals told;
    private Counts settling = Counts.NONE;
    private boolean asked;
    private long next;
    private long ready;
    private long suspiciousUntil;

    Scraper(Ground ground) {
        this.ground = ground;
        this.next = ground.now();
        this.told = ground.totals();
    }

    /** Asks when it is time, and takes what is ready. */
    Counts until() {
        long now = ground.now();
        Counts taken = Counts.NONE;
        if (asked && now >= ready) {
            taken = settling;
            asked = false;
            suspiciousUntil = taken.greenFailed() > 0 ? now + SUSPICION_LASTS : suspiciousUntil;
        }
        if (!asked && now >= next && !ground.conditions().blind()) {
            Totals answer = ground.totals();
            settling = answer.since(told).counts();
            told = answer;
            asked = true;
            ready = now + SETTLE;
            next = now + (now < suspiciousUntil ? SUSPICIOUS : USUAL);
        }
        return taken;
    }
}
