package dev.sluice.view.report;

import dev.sluice.kubernetes.StoredRollout;
import dev.sluice.view.RolloutDisplay;
import io.quarkus.qute.Engine;
import io.quarkus.qute.HtmlEscaper;
import io.quarkus.qute.Template;
import io.quarkus.qute.TemplateInstance;
import io.quarkus.qute.ValueResolvers;
import io.quarkus.qute.Variant;
import io.quarkus.runtime.annotations.RegisterResources;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** Writes one rollout as a page that needs nothing but itself: it can be mailed, printed and kept. */
@RegisterResources(globs = "META-INF/sluice/report/**")
public final class HtmlReport {
    private static final String ROOT = "/META-INF/sluice/report/";
    private static final Engine ENGINE = Engine.builder()
            .addDefaults()
            .addValueResolver(ValueResolvers.rawResolver())
            .addResultMapper(new HtmlEscaper(List.of(Variant.TEXT_HTML)))
            .build();
    private static final Template PAGE = ENGINE.parse(text("report.html"), Variant.forContentType(Variant.TEXT_HTML));

    private HtmlReport() {}

    /**
     * The page.
     *
     * @param now when it is written
     */
    public static String of(StoredRollout rollout, Instant now) {
        RolloutDisplay display = RolloutDisplay.of(rollout, now);
        ReportTimeline course = ReportTimeline.of(rollout);
        ReportCharts charts = new ReportCharts(display, course);
        ReportTables facts = new ReportTables(rollout, display, course);
        Instant end = display.ended().orElse(now);
        TemplateInstance page = PAGE.data("style", text("report.css"))
                .data("name", display.key())
                .data("policy", display.policy())
                .data("blue", display.blue())
                .data("green", display.green())
                .data("state", display.state())
                .data("tone", display.tone().name().toLowerCase(Locale.ROOT))
                .data("sentence", display.sentence())
                .data("began", ReportTables.day(display.created()))
                .data("took", ReportTables.time(Duration.between(display.created(), end)))
                .data("over", display.over())
                .data("written", ReportTables.day(now))
                .data("recorded", course.recorded())
                .data("users", charts.users());
        return page.data("rail", facts.rail())
                .data("counts", facts.counts())
                .data("journal", facts.journal())
                .data("gateways", facts.gateways())
                .data("answers", facts.answers())
                .data("plan", facts.plan())
                .data("weights", charts.weights())
                .data("requests", charts.requests())
                .data("greenFailures", charts.failures(true))
                .data("blueFailures", charts.failures(false))
                .data("evidence", charts.evidence())
                .data("odds", odds(display.evidence().odds()))
                .data("revertAt", odds(display.evidence().revertAt()))
                .render();
    }

    private static String odds(double value) {
        return value < 10 ? String.format(Locale.ROOT, "%.1f", value) : String.format(Locale.ROOT, "%,.0f", value);
    }

    private static String text(String file) {
        try (InputStream in = Objects.requireNonNull(HtmlReport.class.getResourceAsStream(ROOT + file), file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
