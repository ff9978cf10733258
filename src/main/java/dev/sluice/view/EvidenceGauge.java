package dev.sluice.view;

/**
 * The evidence beside the line at which the traffic goes back.
 *
 * @param odds against chance that green is worse than it may be; 1 says nothing
 * @param revertAt the odds at which the traffic goes back
 */
public record EvidenceGauge(double odds, double revertAt) {
    /** From 0, which says nothing, to 1, the revert line; even where odds double, since that is how evidence grows. */
    public double share() {
        return odds <= 1 ? 0 : Math.min(1, Math.log(odds) / Math.log(revertAt));
    }
}
