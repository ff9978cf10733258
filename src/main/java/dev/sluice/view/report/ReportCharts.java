package dev.sluice.view.report;

import dev.sluice.analysis.Counts;
import dev.sluice.kubernetes.JournalEntry;
import dev.sluice.view.RolloutDisplay;
import dev.sluice.view.report.SvgChart.Dot;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/** The charts of a report, all on the same time axis, with a mark at each decision. */
final class ReportCharts {
    private final RolloutDisplay display;
    private final ReportTimeline course;
    private final Function<ReportTimeline.Stretch, Counts> which;

    /** Users' requests where any were counted, else probes. */
    ReportCharts(RolloutDisplay display, ReportTimeline course) {
        this.display = display;
        this.course = course;
        this.which = users() ? ReportTimeline.Stretch::users : ReportTimeline.Stretch::probes;
    }

    /** Whether users' requests were counted. */
    boolean users() {
        return course.stretches().stream().anyMatch(one -> one.users().total() > 0);
    }

    String weights() {
        SvgChart chart = new SvgChart("Weight of " + display.green() + " over time", course.length(), 100, " %");
        chart.steps(
                "asked",
                course.weights().stream()
                        .map(one -> new Dot(one.at(), one.asked().percent()))
                        .toList(),
                "asked");
        chart.line(
                "seen",
                course.weights().stream()
                        .filter(one -> one.seen().isPresent())
                        .map(one -> new Dot(one.at(), one.seen().get().percent()))
                        .toList(),
                "served");
        return marked(chart);
    }

    String requests() {
        SvgChart chart = new SvgChart(
                "Requests per second by version", course.length(), most(Counts::green, Counts::blue), "/s");
        chart.line("blue", dots(Counts::blue), display.blue());
        chart.line("green", dots(Counts::green), display.green());
        return marked(chart);
    }

    /** One version's failures; empty when there were none. Both are on one scale. */
    String failures(boolean green) {
        if (dots(green ? Counts::greenFailed : Counts::blueFailed).stream().allMatch(dot -> dot.value() == 0)) {
            return "";
        }
        String name = green ? display.green() : display.blue();
        SvgChart chart = new SvgChart(
                "Failed requests per second of " + name,
                course.length(),
                most(Counts::greenFailed, Counts::blueFailed),
                "/s");
        double wide = course.stretches().isEmpty()
                ? 1
                : course.length() / course.stretches().size();
        chart.bars(green ? "greenfill" : "bluefill", dots(green ? Counts::greenFailed : Counts::blueFailed), wide);
        return marked(chart);
    }

    String evidence() {
        double revert = Math.log10(display.evidence().revertAt());
        double most = course.weights().stream()
                .mapToDouble(one -> one.lnOdds() / Math.log(10))
                .max()
                .orElse(0);
        SvgChart chart = new SvgChart(
                "Evidence against " + display.green() + ", as powers of ten",
                course.length(),
                Math.max(revert * 1.2, most),
                "");
        chart.level("revert", revert, "reverts");
        chart.line(
                "odds",
                course.weights().stream()
                        .map(one -> new Dot(one.at(), Math.max(0, one.lnOdds() / Math.log(10))))
                        .toList(),
                "odds");
        return marked(chart);
    }

    private String marked(SvgChart chart) {
        display.journal()
                .reversed()
                .forEach((JournalEntry entry) -> chart.moment(at(entry), entry.decision() + ": " + entry.why()));
        return chart.svg();
    }

    private double at(JournalEntry entry) {
        try {
            return ReportTimeline.seconds(Duration.between(course.from(), Instant.parse(entry.at())));
        } catch (DateTimeException e) {
            return -1;
        }
    }

    private List<Dot> dots(ToLongFunction<Counts> number) {
        return course.stretches().stream()
                .map(one -> new Dot(one.start(), one.perSecond(number.applyAsLong(which.apply(one)))))
                .toList();
    }

    private double most(ToLongFunction<Counts> one, ToLongFunction<Counts> other) {
        return Stream.concat(dots(one).stream(), dots(other).stream())
                .mapToDouble(Dot::value)
                .max()
                .orElse(1);
    }
}
