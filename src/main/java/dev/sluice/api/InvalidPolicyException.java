package dev.sluice.api;

import java.io.Serial;

/** A policy that cannot be used. The message, on one line and of bounded length, names the field, what is wrong with it and the cure. */
public final class InvalidPolicyException extends IllegalArgumentException {
    @Serial
    private static final long serialVersionUID = 1L;

    private static final int LONGEST = 500;

    private final String field;

    /**
     * Names what is wrong.
     *
     * @param field path from the place that checks, as in {@code steps[2].weight}
     * @param problem what is wrong and the cure, as in {@code is 120; weights go from 1 to 100}
     */
    public InvalidPolicyException(String field, String problem) {
        super(TextSanitizer.quoted(field) + " " + TextSanitizer.line(problem, LONGEST));
        this.field = TextSanitizer.quoted(field);
    }

    /** The field's path, relative to the record that was being checked. */
    public String field() {
        return field;
    }

    /** What is wrong, without the path. */
    public String problem() {
        return String.valueOf(getMessage()).substring(field.length() + 1);
    }

    /** The same problem seen from outside: the path is put in front of the field. */
    public InvalidPolicyException under(String path) {
        String joined = path.isEmpty() ? field : field.isEmpty() ? path : path + "." + field;
        return new InvalidPolicyException(joined, problem());
    }
}
