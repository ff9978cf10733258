package dev.sluice.api;

/**
 * A range of HTTP statuses.
 *
 * @param first the lowest status in it
 * @param last the highest status in it
 */
public record StatusRange(int first, int last) {
    /** The same guards the schema. */
    static final String SCHEMA = "^[1-5][0-9]{2}(-[1-5][0-9]{2})?$";

    static final int LONGEST = 7;
    static final int MOST = 32;

    static StatusRange parse(String text, String field) {
        if (!text.matches("[1-5][0-9]{2}(-[1-5][0-9]{2})?")) {
            throw new InvalidPolicyException(
                    field, "is \"" + TextSanitizer.quoted(text) + "\"; write a status (200) or a range (200-299)");
        }
        int first = Integer.parseInt(text.substring(0, 3));
        int last = text.length() == 3 ? first : Integer.parseInt(text.substring(4));
        SpecValidation.that(
                first <= last, field, "is \"" + text + "\"; write the lower status first, as in " + last + "-" + first);
        return new StatusRange(first, last);
    }

    /** Whether the status lies in the range. */
    public boolean contains(int status) {
        return first <= status && status <= last;
    }
}
