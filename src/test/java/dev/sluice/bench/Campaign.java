package dev.sluice.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * All that one run plays.
 *
 * @param options what was asked for
 * @param faults by users' requests a second: each begins with green's first user
 * @param early each fault is there from the beginning
 * @param healthy nothing is wrong with green; what happens, happens at any time
 * @param others cases that depend on the policy
 */
record Campaign(Options options, Map<Double, CaseGrid> faults, CaseGrid early, CaseGrid healthy, List<Cell> others) {
    private static final double USUAL_RATE = 100;

    static Campaign play(Options options) {
        Map<Double, CaseGrid> faults = new LinkedHashMap<>();
        for (double rate : Options.RATES) {
            faults.put(rate, CaseGrid.play(Catalogue.faults(), Entrants.all(), Onset.FirstUser, rate, options.seeds()));
        }
        CaseGrid early = CaseGrid.play(Catalogue.faults(), Entrants.ours(), Onset.Start, USUAL_RATE, options.seeds());
        List<Cell> others = others(options.seeds());
        CaseGrid healthy =
                CaseGrid.play(Catalogue.healthy(), Entrants.all(), Onset.AnyTime, USUAL_RATE, options.healthy());
        return new Campaign(options, faults, early, healthy, others);
    }

    private static List<Cell> others(int seeds) {
        Case slower = Catalogue.fault("lat-x1.2");
        return List.of(
                Cell.play(Entrants.FIXED, Catalogue.coldStart(), Onset.Start, USUAL_RATE, seeds),
                Cell.play(Entrants.FIXED_WARM, Catalogue.coldStart(), Onset.Start, USUAL_RATE, seeds),
                Cell.play(Entrants.AUTO, Catalogue.coldStart(), Onset.Start, USUAL_RATE, seeds),
                Cell.play(Entrants.AUTO_WARM, Catalogue.coldStart(), Onset.Start, USUAL_RATE, seeds),
                Cell.play(Entrants.STRICT, slower, Onset.FirstUser, USUAL_RATE, seeds),
                Cell.play(Entrants.FIXED, Catalogue.metricsGone(), Onset.FirstUser, USUAL_RATE, seeds),
                Cell.play(Entrants.AUTO, Catalogue.metricsGone(), Onset.FirstUser, USUAL_RATE, seeds));
    }
}
