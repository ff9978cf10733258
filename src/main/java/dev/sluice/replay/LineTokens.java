package dev.sluice.replay;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What is left to read of one line of a recording. Whatever does not fit is told as an {@link RecordingFormatException} without its line. */
final class LineTokens {
    private static final BigDecimal MOST_SECONDS = BigDecimal.valueOf(1_000_000_000);

    private String rest;

    LineTokens(String line) {
        this.rest = line;
    }

    boolean more() {
        return !rest.isEmpty();
    }

    /** The next word; empty at the end. */
    String word() {
        int space = rest.indexOf(' ');
        String word = space < 0 ? rest : rest.substring(0, space);
        rest = space < 0 ? "" : rest.substring(space + 1);
        return word;
    }

    /** All that is left, with what the writer has escaped. */
    String text() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < rest.length(); i++) {
            char c = rest.charAt(i);
            if (c == '\\' && i + 1 < rest.length()) {
                i++;
                c = switch (rest.charAt(i)) {
                    case 'n' -> '\n';
                    case 'r' -> '\r';
                    default -> rest.charAt(i);
                };
            }
            text.append(c);
        }
        rest = "";
        return text.toString();
    }

    int number() {
        return whole(word(), Integer.MAX_VALUE).intValueExact();
    }

    Duration seconds() {
        BigDecimal seconds = decimal(word());
        if (seconds.abs().compareTo(MOST_SECONDS) > 0) {
            throw new RecordingFormatException(seconds + " is too many seconds");
        }
        return Duration.ofMillis(seconds.movePointRight(3).longValue());
    }

    <E extends Enum<E>> E one(Class<E> type) {
        String word = word();
        return Optional.of(word)
                .flatMap(known -> Arrays.stream(type.getEnumConstants())
                        .filter(value -> value.name().equals(known))
                        .findFirst())
                .orElseThrow(() -> new RecordingFormatException("\"" + word + "\" is no "
                        + type.getSimpleName().toLowerCase(Locale.ROOT) + "; known are "
                        + Arrays.toString(type.getEnumConstants())));
    }

    static long count(String word) {
        return whole(word, Long.MAX_VALUE / 4).longValueExact();
    }

    static BigDecimal decimal(String word) {
        if (!word.matches("-?[0-9]{1,18}([.][0-9]{1,9})?")) {
            throw new RecordingFormatException("\"" + word + "\" is no number");
        }
        return new BigDecimal(word);
    }

    private static BigDecimal whole(String word, long most) {
        if (!word.matches("[0-9]{1,19}")) {
            throw new RecordingFormatException("\"" + word + "\" is no whole number");
        }
        BigDecimal number = new BigDecimal(word);
        if (number.compareTo(BigDecimal.valueOf(most)) > 0) {
            throw new RecordingFormatException(word + " is too large");
        }
        return number;
    }
}
