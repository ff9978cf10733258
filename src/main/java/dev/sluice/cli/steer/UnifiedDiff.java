package dev.sluice.cli.steer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.difflib.DiffUtils;
import com.github.difflib.UnifiedDiffUtils;
import dev.sluice.api.TextSanitizer;
import dev.sluice.cli.cluster.ObjectPrinter;
import dev.sluice.cli.text.AnsiStyle;
import dev.sluice.cli.text.OutputFormat;
import dev.sluice.cli.text.TerminalOutput;
import dev.sluice.traffic.istio.TrafficDryRun.Sheet;
import java.util.List;
import java.util.Locale;

/** A change of an object, as {@code diff -u} shows it. */
final class UnifiedDiff {
    private static final int CONTEXT = 3;

    private UnifiedDiff() {}

    static String of(Sheet sheet, TerminalOutput screen) {
        String name = name(sheet.before());
        List<String> before = lines(sheet.before());
        List<String> diff = UnifiedDiffUtils.generateUnifiedDiff(
                name, name, before, DiffUtils.diff(before, lines(sheet.after())), CONTEXT);
        if (diff.isEmpty()) {
            return screen.paint(AnsiStyle.Faint, name + " stays as it is") + "\n";
        }
        StringBuilder text = new StringBuilder();
        diff.forEach(line -> text.append(painted(line, screen)).append('\n'));
        return text.toString();
    }

    private static String painted(String line, TerminalOutput screen) {
        AnsiStyle paint = switch (line.charAt(0)) {
            case '+' -> line.startsWith("+++ ") ? AnsiStyle.Bold : AnsiStyle.Good;
            case '-' -> line.startsWith("--- ") ? AnsiStyle.Bold : AnsiStyle.Bad;
            case '@' -> AnsiStyle.Calm;
            default -> AnsiStyle.Plain;
        };
        return screen.paint(paint, line);
    }

    private static String name(JsonNode object) {
        return object.path("kind").asText().toLowerCase(Locale.ROOT) + "/"
                + object.at("/metadata/name").asText();
    }

    /** What people wrote of it: not what the API server notes beside. */
    private static List<String> lines(ObjectNode object) {
        ObjectNode shown = object.objectNode();
        shown.set("spec", object.path("spec"));
        return TextSanitizer.text(ObjectPrinter.text(shown, OutputFormat.yaml))
                .lines()
                .toList();
    }
}
