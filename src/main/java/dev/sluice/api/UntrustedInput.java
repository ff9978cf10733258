package dev.sluice.api;

import java.util.function.Function;
import java.util.function.Supplier;

/** Reads what anybody in the cluster may have written. Whatever goes wrong with it is that object's trouble and nobody else's. */
public final class UntrustedInput {
    private UntrustedInput() {}

    /**
     * Reads one object.
     *
     * @param reader reads it
     * @param otherwise what it is when it cannot be read, told why in one line
     */
    public static <T> T read(Supplier<T> reader, Function<String, T> otherwise) {
        try {
            return reader.get();
        } catch (RuntimeException | Error e) {
            if (!survivable(e)) {
                throw e;
            }
            return otherwise.apply(why(e));
        }
    }

    /**
     * Whether whoever catches this may go on with the next object. A text that makes a parser overflow its stack is no reason to stop; a
     * process without memory may be in any state.
     */
    public static boolean survivable(Throwable thrown) {
        return !(thrown instanceof VirtualMachineError) || thrown instanceof StackOverflowError;
    }

    /** What went wrong, in one line of bounded length. */
    public static String why(Throwable thrown) {
        String message = thrown.getMessage();
        String kind = thrown.getClass().getSimpleName();
        return message == null || message.isBlank()
                ? kind
                : thrown instanceof Error ? kind + ": " + TextSanitizer.quoted(message) : TextSanitizer.quoted(message);
    }
}
