package dev.sluice.web.page;

import dev.sluice.rollout.Timeline;
import dev.sluice.view.EvidenceGauge;
import java.util.List;

/**
 * The evidence against green over time, as far as odds double, beside the line at which the traffic goes back.
 *
 * @param axes the two axes
 * @param line the evidence
 * @param area what is below it
 * @param revertLine how far down the revert line is, of 100
 * @param highest the highest odds of it
 */
record EvidenceChart(TrafficChart.Axes axes, String line, String area, String revertLine, double highest) {
    /** The line is not the edge. */
    private static final double ABOVE = 1.25;

    static EvidenceChart of(Timeline timeline, EvidenceGauge meter, boolean over) {
        List<Timeline.Point> points = TrafficChart.Axes.whole(timeline, over);
        double revert = Math.log(meter.revertAt());
        TrafficChart.Axes axes = TrafficChart.Axes.of(timeline, points.size(), over, revert * ABOVE);
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < points.size(); i++) {
            line.append(i == 0 ? "M0 " : "V")
                    .append(axes.y(points.get(i).lnOdds()))
                    .append("h1");
        }
        String area = points.isEmpty() ? "" : line + "V100H0z";
        double highest = timeline.points().stream()
                .mapToDouble(Timeline.Point::lnOdds)
                .max()
                .orElse(0);
        return new EvidenceChart(axes, line.toString(), area, axes.y(revert), Math.exp(highest));
    }
}
