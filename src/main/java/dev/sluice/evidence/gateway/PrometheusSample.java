package dev.sluice.evidence.gateway;

import java.util.HashMap;
import java.util.Map;

/**
 * One line of Prometheus' text format.
 *
 * @param name the metric
 * @param labels its labels
 * @param value its value
 */
record PrometheusSample(String name, Map<String, String> labels, double value) {
    /**
     * Reads a line, which may end with a time; the time is ignored.
     *
     * @throws IllegalArgumentException when it is none
     */
    static PrometheusSample parse(String line) {
        int open = line.indexOf('{');
        int end = open < 0 ? line.indexOf(' ') : open;
        if (end < 1) {
            throw new IllegalArgumentException("no metric");
        }
        Map<String, String> labels = new HashMap<>();
        int rest = open < 0 ? end : labels(line, open + 1, labels);
        String value = line.substring(rest).strip();
        int time = value.indexOf(' ');
        return new PrometheusSample(
                line.substring(0, end), labels, Double.parseDouble(time < 0 ? value : value.substring(0, time)));
    }

    String label(String label) {
        return labels.getOrDefault(label, "");
    }

    /** The value of the first of two labels that is there. */
    String label(String label, String other) {
        String first = label(label);
        return first.isEmpty() ? label(other) : first;
    }

    /** Returns where the labels end. */
    private static int labels(String line, int from, Map<String, String> labels) {
        int at = from;
        while (charAt(line, at) != '}') {
            int equals = line.indexOf("=\"", at);
            if (equals < 0) {
                throw new IllegalArgumentException("labels without an end");
            }
            StringBuilder value = new StringBuilder();
            int after = value(line, equals + 2, value);
            labels.put(line.substring(at, equals).strip(), value.toString());
            at = charAt(line, after) == ',' ? after + 1 : after;
        }
        return at + 1;
    }

    /** Returns what comes after the closing quote. */
    private static int value(String line, int from, StringBuilder value) {
        int at = from;
        for (char one = charAt(line, at); one != '"'; one = charAt(line, at)) {
            if (one == '\\') {
                at++;
                char escaped = charAt(line, at);
                value.append(escaped == 'n' ? '\n' : escaped);
            } else {
                value.append(one);
            }
            at++;
        }
        return at + 1;
    }

    private static char charAt(String line, int at) {
        if (at >= line.length()) {
            throw new IllegalArgumentException("an unfinished line");
        }
        return line.charAt(at);
    }
}
