package dev.sluice.cli.text;

import dev.sluice.api.TextSanitizer;
import java.util.ArrayList;
import java.util.List;

/** Breaks long lines between words. */
public final class WordWrap {
    private WordWrap() {}

    /** The lines of a text, each as long as the width allows; a longer word has a line for itself. A number and its % stay together. */
    public static List<String> lines(String text, int width) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word :
                TextSanitizer.line(text).strip().replace(" %", "\u00a0%").split(" +", -1)) {
            if (!line.isEmpty() && line.length() + 1 + word.length() > width) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines.stream().map(one -> one.replace('\u00a0', ' ')).toList();
    }

    /** The same in one text, all lines but the first moved to the right. */
    public static String hanging(String text, int width, int indent) {
        return String.join("\n" + " ".repeat(indent), lines(text, Math.max(20, width - indent)));
    }
}
