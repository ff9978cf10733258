package dev.sluice.api;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.jsonFormatVisitors.JsonFormatVisitorWrapper;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as Kubernetes users write them: {@code 30s}, {@code 1m30s}, {@code 250ms}, {@code 2h}. */
public final class GoDuration {
    /** The same pattern guards the schema, so that {@code kubectl apply} refuses what {@link #parse} refuses. */
    public static final String PATTERN = "^([0-9]+([.][0-9]+)?(ms|s|m|h))+$";

    /** Characters at most; what {@link #format} writes has fewer. Longer ones are refused before they are looked into. */
    public static final int LONGEST = 40;

    private static final Pattern PART = Pattern.compile("([0-9]+(?:\\.[0-9]+)?)(ms|s|m|h)");

    private GoDuration() {}

    /**
     * Reads a duration.
     *
     * @throws IllegalArgumentException when the text is not of {@link #PATTERN}, or longer than {@link #LONGEST}
     */
    public static Duration parse(String text) {
        if (text.length() > LONGEST) {
            throw new IllegalArgumentException("a text of " + text.length()
                    + " characters, not a duration; write a number and a unit, as in 30s, 1m30s or 250ms");
        }
        BigDecimal nanos = BigDecimal.ZERO;
        Matcher part = PART.matcher(text);
        int read = 0;
        while (part.find() && part.start() == read) {
            nanos = nanos.add(new BigDecimal(part.group(1)).multiply(BigDecimal.valueOf(nanosPer(part.group(2)))));
            read = part.end();
        }
        if (read == 0 || read < text.length()) {
            throw new IllegalArgumentException(
                    "not a duration: \"" + text + "\"; write a number and a unit, as in 30s, 1m30s or 250ms");
        }
        if (nanos.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
            throw new IllegalArgumentException("too long: \"" + text + "\"; nothing here may last more than 168h");
        }
        return Duration.ofNanos(nanos.longValue());
    }

    /** Writes a duration the way {@link #parse} reads it; the shortest form that loses nothing. */
    public static String format(Duration duration) {
        if (duration.isZero()) {
            return "0s";
        }
        StringBuilder text = new StringBuilder();
        append(text, BigDecimal.valueOf(duration.toHours()), "h");
        append(text, BigDecimal.valueOf(duration.toMinutesPart()), "m");
        append(text, BigDecimal.valueOf(duration.toSecondsPart()), "s");
        append(text, BigDecimal.valueOf(duration.toNanosPart(), 6).stripTrailingZeros(), "ms");
        return text.toString();
    }

    private static void append(StringBuilder text, BigDecimal amount, String unit) {
        if (amount.signum() > 0) {
            text.append(amount.toPlainString()).append(unit);
        }
    }

    private static long nanosPer(String unit) {
        return switch (unit) {
            case "ms" -> 1_000_000L;
            case "s" -> 1_000_000_000L;
            case "m" -> 60_000_000_000L;
            case "h" -> 3_600_000_000_000L;
            default -> throw new IllegalArgumentException("unknown unit " + unit);
        };
    }

    /** For Jackson. */
    public static final class Reader extends StdDeserializer<Duration> {
        /** For Jackson. */
        public Reader() {
            super(Duration.class);
        }

        @Override
        public Duration deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            if (!parser.currentToken().isScalarValue()) {
                return (Duration) context.handleUnexpectedToken(Duration.class, parser);
            }
            try {
                return parse(parser.getText());
            } catch (IllegalArgumentException e) {
                throw new InvalidPolicyException("", "is " + e.getMessage());
            }
        }
    }

    /** For Jackson. */
    public static final class Writer extends StdSerializer<Duration> {
        /** For Jackson. */
        public Writer() {
            super(Duration.class);
        }

        /** Tells the schema generator that it is a string. */
        @Override
        public void acceptJsonFormatVisitor(JsonFormatVisitorWrapper visitor, JavaType type)
                throws JsonMappingException {
            visitStringFormat(visitor, type);
        }

        @Override
        public void serialize(Duration value, JsonGenerator generator, SerializerProvider provider) throws IOException {
            generator.writeString(format(value));
        }
    }
}
