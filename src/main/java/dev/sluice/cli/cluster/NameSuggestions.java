package dev.sluice.cli.cluster;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** What someone who mistyped a name may have meant. */
public final class NameSuggestions {
    private static final int MOST = 3;

    private NameSuggestions() {}

    /** The names that differ little from this one or contain it, the nearest first; three at most. */
    public static List<String> of(String wanted, List<String> names) {
        String low = wanted.toLowerCase(Locale.ROOT);
        return names.stream()
                .filter(name -> name.toLowerCase(Locale.ROOT).contains(low) || distance(low, name) <= tolerance(low))
                .sorted(Comparator.comparingInt(name -> distance(low, name)))
                .limit(MOST)
                .toList();
    }

    /** Two letters that changed places are two changes, and the commonest slip. */
    private static int tolerance(String wanted) {
        return wanted.length() < 4 ? 1 : Math.max(2, wanted.length() / 3);
    }

    /** Letters to add, take away or change (Levenshtein). */
    static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int corner = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int change = corner + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                corner = row[j];
                row[j] = Math.min(change, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
