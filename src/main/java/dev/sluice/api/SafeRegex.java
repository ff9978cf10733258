package dev.sluice.api;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;

/**
 * A user's regular expression. RE2's syntax: it has no back references, and so takes time in proportion to the text
 * whatever the expression says. What is left to bound is the expression's own size: a policy cannot keep the controller
 * busy.
 */
public final class SafeRegex {
    static final int LONGEST = 500;
    /** Instructions of the compiled expression; each may be tried at every character. */
    private static final int LARGEST = 300;
    /** Counted repetitions are written out when compiled, and nested ones multiply. */
    private static final java.util.regex.Pattern REPEAT =
            java.util.regex.Pattern.compile("\\{([0-9]{1,4})(?:,([0-9]{0,4}))?}");

    private SafeRegex() {}

    /**
     * Reads an expression.
     *
     * @param text the expression; an empty one is found in every text
     * @param field where it stands, for the error
     * @return whether it is found in a text
     * @throws InvalidPolicyException when it is not an expression of RE2, or a huge one
     */
    public static Predicate<String> of(String text, String field) {
        SpecValidation.that(
                text.length() <= LONGEST,
                field,
                "has " + text.length() + " characters; " + LONGEST + " at most, so look for less");
        SpecValidation.that(
                repeats(text) <= LARGEST, field, "repeats too much; counted repetitions may multiply to " + LARGEST);
        try {
            Pattern pattern = Pattern.compile(text);
            SpecValidation.that(
                    pattern.programSize() <= LARGEST,
                    field,
                    "is too large when compiled; look for less, or repeat less");
            return body -> pattern.matcher(body).find();
        } catch (PatternSyntaxException e) {
            throw new InvalidPolicyException(
                    field,
                    "is \"" + TextSanitizer.quoted(text) + "\", which is no regular expression of RE2 ("
                            + e.getDescription() + "); see https://github.com/google/re2/wiki/Syntax");
        }
    }

    /**
     * Whether all of a text is of an expression, as Istio asks it; empty when it is not an expression of RE2, or a huge one.
     *
     * @param text the expression
     */
    public static Optional<Predicate<String>> whole(String text) {
        try {
            of(text, "");
            Pattern pattern = Pattern.compile(text);
            return Optional.of(given -> pattern.matcher(given).matches());
        } catch (InvalidPolicyException e) {
            return Optional.empty();
        }
    }

    private static long repeats(String text) {
        long product = 1;
        Matcher repeat = REPEAT.matcher(text);
        while (repeat.find() && product <= LARGEST) {
            String most = repeat.group(2) == null || repeat.group(2).isEmpty() ? repeat.group(1) : repeat.group(2);
            product *= Math.max(1, Integer.parseInt(most));
        }
        return product;
    }
}
