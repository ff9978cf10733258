package dev.sluice.truth;

import io.quarkus.qute.Engine;
import io.quarkus.qute.HtmlEscaper;
import io.quarkus.qute.TemplateInstance;
import io.quarkus.qute.ValueResolver;
import io.quarkus.qute.ValueResolvers;
import io.quarkus.qute.Variant;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;

/** Puts values into report.html, escaped, and beside them the style and the scripts that the page needs. */
final class ReportTemplate {
    private static final String UPLOT = "org.webjars.npm/uplot";
    private static final Engine ENGINE = Engine.builder()
            .addDefaults()
            .addValueResolver(ValueResolvers.rawResolver())
            .addResultMapper(new HtmlEscaper(List.of(Variant.TEXT_HTML)))
            .addValueResolver(number("grouped", "%,d"))
            .addValueResolver(number("tenths", "%.1f"))
            .addValueResolver(number("hundredths", "%.2f"))
            .build();

    private ReportTemplate() {}

    static String render(Map<String, Object> values) {
        TemplateInstance page = ENGINE.parse(Texts.resource("report.html"), Variant.forContentType(Variant.TEXT_HTML))
                .data("style", uplot("dist/uPlot.min.css") + Texts.resource("report.css"))
                .data("license", uplot("LICENSE"))
                .data("charts", uplot("dist/uPlot.iife.min.js"))
                .data("script", Texts.resource("report.js"));
        values.forEach(page::data);
        return page.render();
    }

    /** Lets the template write {@code number.name} for a number in this format. */
    private static ValueResolver number(String name, String format) {
        return ValueResolver.builder()
                .applyToBaseClass(Number.class)
                .applyToName(name)
                .resolveSync(context -> String.format(Locale.ROOT, format, context.getBase()))
                .build();
    }

    /** A file of the library that draws the charts. */
    private static String uplot(String file) {
        try (InputStream found = open("/META-INF/maven/" + UPLOT + "/pom.properties")) {
            Properties library = new Properties();
            library.load(found);
            String folder = "/META-INF/resources/webjars/uplot/" + library.getProperty("version") + "/";
            try (InputStream in = open(folder + file)) {
                return new String(in.readAllBytes(), StandardCharsets.UTF_8);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InputStream open(String resource) {
        return Objects.requireNonNull(ReportTemplate.class.getResourceAsStream(resource), resource);
    }
}
