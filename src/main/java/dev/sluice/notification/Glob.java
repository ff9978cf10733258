package dev.sluice.notification;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A pattern for names, in which * stands for any characters and ? for one.
 *
 * @param pattern the pattern
 */
record Glob(String pattern) {
    static boolean any(List<Glob> globs, String name) {
        return globs.isEmpty() || globs.stream().anyMatch(glob -> glob.matches(name));
    }

    /** Without regular expressions, whose worst cases nobody has to think of then. */
    boolean matches(String name) {
        int star = -1;
        int mark = 0;
        int p = 0;
        int n = 0;
        while (n < name.length()) {
            char wanted = p < pattern.length() ? pattern.charAt(p) : 0;
            if (wanted == '*') {
                star = p++;
                mark = n;
            } else if (wanted == '?' || wanted == name.charAt(n)) {
                p++;
                n++;
            } else if (star >= 0) {
                p = star + 1;
                n = ++mark;
            } else {
                return false;
            }
        }
        return pattern.substring(p).chars().allMatch(c -> c == '*');
    }

    @Override
    public String toString() {
        return pattern;
    }

    static List<Glob> all(List<String> patterns) {
        return patterns.stream().map(Glob::new).collect(Collectors.toUnmodifiableList());
    }
}
