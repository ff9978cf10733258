package dev.sluice.cli.text;

import java.util.ArrayList;
import java.util.List;

/** Breaks text between words. */
public final class WordBreaker {
    private WordBreaker() {}

    /** Lines no wider than this, as long as no word is. A number and its % stay together. */
    public static List<String> wrapped(String text, int width) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : text.replace(" %", "\u00a0%").split(" ", -1)) {
            if (!line.isEmpty() && line.length() + 1 + word.length() > width) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines.stream().map(one -> one.replace('\u00a0', ' ')).toList();
    }
}
