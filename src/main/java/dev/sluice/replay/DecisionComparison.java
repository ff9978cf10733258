package dev.sluice.replay;

import dev.sluice.replay.ReplaySummary.Chapter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A decision of the recording, of the replay, or the same one of both.
 *
 * @param recorded of the recording
 * @param replayed of the replay
 */
public record DecisionComparison(Optional<Chapter> recorded, Optional<Chapter> replayed) {
    /** What was decided. */
    public Chapter chapter() {
        return replayed.or(() -> recorded).orElseThrow();
    }

    /** Both stories beside each other: what both have in common once, in the order of each. */
    public static List<DecisionComparison> beside(ReplaySummary recorded, ReplaySummary replayed) {
        List<Chapter> one = recorded.chapters();
        List<Chapter> two = replayed.chapters();
        int[][] common = common(one, two);
        List<DecisionComparison> rows = new ArrayList<>();
        int i = 0;
        int j = 0;
        while (i < one.size() || j < two.size()) {
            boolean both = i < one.size() && j < two.size();
            if (both && same(one.get(i), two.get(j))) {
                rows.add(new DecisionComparison(Optional.of(one.get(i++)), Optional.of(two.get(j++))));
            } else if (j == two.size() || (i < one.size() && common[i + 1][j] >= common[i][j + 1])) {
                rows.add(new DecisionComparison(Optional.of(one.get(i++)), Optional.empty()));
            } else {
                rows.add(new DecisionComparison(Optional.empty(), Optional.of(two.get(j++))));
            }
        }
        return rows;
    }

    /** How many decisions the rest of one story and the rest of the other have in common at most. */
    private static int[][] common(List<Chapter> one, List<Chapter> two) {
        int[][] common = new int[one.size() + 1][two.size() + 1];
        for (int i = one.size() - 1; i >= 0; i--) {
            for (int j = two.size() - 1; j >= 0; j--) {
                common[i][j] = same(one.get(i), two.get(j))
                        ? common[i + 1][j + 1] + 1
                        : Math.max(common[i + 1][j], common[i][j + 1]);
            }
        }
        return common;
    }

    private static boolean same(Chapter one, Chapter two) {
        return one.what().equals(two.what());
    }
}
