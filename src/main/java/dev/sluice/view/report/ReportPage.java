package dev.sluice.view.report;

import dev.sluice.store.StoredRollout;
import dev.sluice.view.Picture;
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
public final class ReportPage {
    private static final String ROOT = "/META-INF/sluice/report/";
    private static final Engine ENGINE = Engine.builder()
            .addDefaults()
            .addValueResolver(ValueResolvers.rawResolver())
            .addResultMapper(new HtmlEscaper(List.of(Variant.TEXT_HTML)))
            .build();
    private static final Template PAGE = ENGINE.parse(text("report.html"), Variant.forContentType(Variant.TEXT_HTML));

    private ReportPage() {}

    /**
     * The page.
     *
     * @param now when it is written
     */
    public static String of(StoredRollout rollout, Instant now) {
        Picture picture = Picture.of(rollout, now);
        Course course = Course.of(rollout);
        Charts charts = new Charts(picture, course);
        Facts facts = new Facts(rollout, picture, course);
        Instant end = picture.ended().orElse(now);
        TemplateInstance page = PAGE.data("style", text("report.css"))
                .data("name", picture.key())
                .data("policy", picture.policy())
                .data("blue", picture.blue())
                .data("green", picture.green())
                .data("state", picture.state())
                .data("tone", picture.tone().name().toLowerCase(Locale.ROOT))
                .data("sentence", picture.sentence())
                .data("began", Facts.day(picture.created()))
                .data("took", Facts.time(Duration.between(picture.created(), end)))
                .data("over", picture.over())
                .data("written", Facts.day(now))
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
                .data("odds", odds(picture.evidence().odds()))
                .data("revertAt", odds(picture.evidence().revertAt()))
                .render();
    }

    private static String odds(double value) {
        return value < 10 ? String.format(Locale.ROOT, "%.1f", value) : String.format(Locale.ROOT, "%,.0f", value);
    }

    private static String text(String file) {
        try (InputStream in = Objects.requireNonNull(ReportPage.class.getResourceAsStream(ROOT + file), file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
