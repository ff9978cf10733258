package dev.sluice.cli.doctor;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.sluice.cli.text.AnsiStyle;
import dev.sluice.cli.text.TerminalOutput;
import dev.sluice.cli.text.WordBreaker;
import dev.sluice.policy.TextSanitizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** All findings, for people or for programs. */
final class CheckReport {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
            .build();
    private static final String GAP = "  ";
    private static final int RESULT = 6;
    private static final int WIDEST_NAME = 32;
    private static final int WIDEST = 120;

    private CheckReport() {}

    /** What they are written as. */
    enum Output {
        table,
        json,
        yaml
    }

    static String text(List<CheckResult> findings, Output output, TerminalOutput screen) {
        try {
            return switch (output) {
                case json -> JSON.writeValueAsString(findings) + "\n";
                case yaml -> YAML.writeValueAsString(findings);
                case table -> table(findings, screen);
            };
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What is wrong may be long, and its cure must not be lost: both are broken between words, the cure below. */
    private static String table(List<CheckResult> findings, TerminalOutput screen) {
        int name = Math.min(
                WIDEST_NAME,
                findings.stream().mapToInt(one -> one.check().length()).max().orElse(0));
        StringBuilder text = new StringBuilder();
        text.append(screen.paint(
                        AnsiStyle.Bold, pad("CHECK", name) + GAP + pad("RESULT", RESULT) + GAP + "WHAT, AND THE CURE"))
                .append('\n');
        findings.forEach(finding -> row(text, finding, name, screen));
        return text.append('\n').append(summary(findings)).append('\n').toString();
    }

    private static void row(StringBuilder text, CheckResult finding, int name, TerminalOutput screen) {
        int indent = name + RESULT + 2 * GAP.length();
        int room = Math.max(20, Math.min(screen.width(), WIDEST) - indent);
        List<String> lines = new ArrayList<>(WordBreaker.wrapped(TextSanitizer.line(finding.what()), room));
        String check = TextSanitizer.line(finding.check());
        if (check.length() > name) {
            text.append(check).append('\n');
            check = "";
        }
        text.append(pad(check, name))
                .append(GAP)
                .append(screen.paint(paint(finding.result()), finding.result().toString()))
                .append(" ".repeat(RESULT - finding.result().toString().length()))
                .append(GAP)
                .append(lines.removeFirst())
                .append('\n');
        lines.forEach(line -> text.append(" ".repeat(indent)).append(line).append('\n'));
        if (!finding.cure().isEmpty()) {
            WordBreaker.wrapped("-> " + TextSanitizer.line(finding.cure()), room)
                    .forEach(line -> text.append(" ".repeat(indent))
                            .append(screen.paint(AnsiStyle.Bold, line))
                            .append('\n'));
        }
    }

    private static String summary(List<CheckResult> findings) {
        return Arrays.stream(CheckResult.Status.values())
                .map(result ->
                        findings.stream().filter(one -> one.result() == result).count() + " " + result)
                .collect(Collectors.joining(", "));
    }

    private static AnsiStyle paint(CheckResult.Status result) {
        return switch (result) {
            case ok -> AnsiStyle.Good;
            case warn -> AnsiStyle.Wait;
            case fail -> AnsiStyle.Bad;
            case skip -> AnsiStyle.Faint;
        };
    }

    private static String pad(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }
}
