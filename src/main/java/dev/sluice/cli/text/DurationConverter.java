package dev.sluice.cli.text;

import dev.sluice.api.GoDuration;
import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A time on the command line, written as in a policy: 30s, 2m, 1m30s. */
public final class DurationConverter implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
        try {
            return GoDuration.parse(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }

    /** The same; a number alone is seconds, as in kubectl's {@code --request-timeout}. */
    public static final class OrSeconds implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String text) {
            return new DurationConverter().convert(text.matches("[0-9]+") ? text + "s" : text);
        }
    }
}
