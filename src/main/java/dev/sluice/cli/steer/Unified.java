package dev.sluice.cli.steer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.difflib.DiffUtils;
import com.github.difflib.UnifiedDiffUtils;
import dev.sluice.cli.cluster.Objects;
import dev.sluice.cli.text.Format;
import dev.sluice.cli.text.Paint;
import dev.sluice.cli.text.Screen;
import dev.sluice.mesh.Preview.Sheet;
import dev.sluice.policy.Clean;
import java.util.List;
import java.util.Locale;

/** A change of an object, as {@code diff -u} shows it. */
final class Unified {
    private static final int CONTEXT = 3;

    private Unified() {}

    static String of(Sheet sheet, Screen screen) {
        String name = name(sheet.before());
        List<String> before = lines(sheet.before());
        List<String> diff = UnifiedDiffUtils.generateUnifiedDiff(
                name, name, before, DiffUtils.diff(before, lines(sheet.after())), CONTEXT);
        if (diff.isEmpty()) {
            return screen.paint(Paint.Faint, name + " stays as it is") + "\n";
        }
        StringBuilder text = new StringBuilder();
        diff.forEach(line -> text.append(painted(line, screen)).append('\n'));
        return text.toString();
    }

    private static String painted(String line, Screen screen) {
        Paint paint = switch (line.charAt(0)) {
            case '+' -> line.startsWith("+++ ") ? Paint.Bold : Paint.Good;
            case '-' -> line.startsWith("--- ") ? Paint.Bold : Paint.Bad;
            case '@' -> Paint.Calm;
            default -> Paint.Plain;
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
        return Clean.text(Objects.text(shown, Format.yaml)).lines().toList();
    }
}
