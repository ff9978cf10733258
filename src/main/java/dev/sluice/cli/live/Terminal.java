package dev.sluice.cli.live;

import java.io.File;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import sun.misc.Signal;

/**
 * The terminal, by {@code stty} and the control sequences that every terminal knows. It is given back as it was found, however the process
 * ends.
 */
final class Terminal implements AutoCloseable {
    /** The other screen, without a cursor, and without wrapping what is too long. */
    private static final String ENTER = "\u001b[?1049h\u001b[?25l\u001b[?7l\u001b[2J";

    private static final String LEAVE = "\u001b[?7h\u001b[?25h\u001b[?1049l";
    private static final File DEVICE = new File("/dev/tty");
    private static final Pattern SIZE = Pattern.compile("(\\d+) (\\d+)");
    private static final int PATIENCE_SECONDS = 2;

    private final String before;
    private final Charset charset;
    private final OutputStream out;
    private final Thread hook = new Thread(this::restore, "terminal");
    private boolean restored;

    /** @param before how stty puts it back */
    Terminal(String before, Charset charset, OutputStream out) {
        this.before = before;
        this.charset = charset;
        this.out = out;
    }

    /**
     * How large the terminal is.
     *
     * @param width columns
     * @param height rows
     */
    record Size(int width, int height) {}

    /** Takes the terminal over; empty where there is none that can be steered. */
    static Optional<Terminal> open(Charset charset) {
        Optional<String> before = stty("-g").filter(text -> !text.isBlank());
        if (before.isEmpty()) {
            return Optional.empty();
        }
        Terminal tty = new Terminal(before.get().strip(), charset, new FileOutputStream(FileDescriptor.out));
        // First: whoever ends the process from here on gets the terminal back.
        Runtime.getRuntime().addShutdownHook(tty.hook);
        if (tty.enter()) {
            return Optional.of(tty);
        }
        tty.forget();
        return Optional.empty();
    }

    /** Not when the process was ended meanwhile. */
    private synchronized boolean enter() {
        // Ctrl-C still ends the process. Ctrl-Z would leave the shell with this screen.
        if (restored
                || stty("-icanon", "-echo", "susp", "undef", "min", "1", "time", "0")
                        .isEmpty()) {
            return false;
        }
        send(ENTER);
        return true;
    }

    /** Asks for the size; a usual one where nobody knows. */
    static Size size() {
        Matcher size = SIZE.matcher(stty("size").orElse("").strip());
        return size.matches() && !size.group(2).equals("0")
                ? new Size(Integer.parseInt(size.group(2)), Integer.parseInt(size.group(1)))
                : new Size(100, 40);
    }

    /** Tells of each key, and of each change of the size. */
    void listen(IntConsumer key, Runnable resized) {
        Thread.ofPlatform().daemon().name("keys").start(() -> read(key));
        try {
            Signal.handle(new Signal("WINCH"), _ -> resized.run());
        } catch (IllegalArgumentException e) {
            // No such signal here: the size stays as it is.
        }
    }

    private static void read(IntConsumer key) {
        try (InputStream in = new FileInputStream(DEVICE)) {
            for (int c = in.read(); c >= 0; c = in.read()) {
                key.accept(c);
            }
        } catch (IOException e) {
            // The terminal is gone: nobody presses keys any more.
        }
    }

    /** Draws; nothing once the terminal was given back, since what comes then would stand in the shell. */
    synchronized void write(String text) {
        if (!restored) {
            send(text);
        }
    }

    private void send(String text) {
        try {
            out.write(text.getBytes(charset));
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("the terminal is gone", e);
        }
    }

    @Override
    public void close() {
        restore();
        forget();
    }

    private void forget() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process is on its way down, and the hook does the same.
        }
    }

    private synchronized void restore() {
        if (!restored) {
            restored = true;
            try {
                send(LEAVE);
            } finally {
                var _ = stty(before);
            }
        }
    }

    private static Optional<String> stty(String... arguments) {
        try {
            String[] command = new String[arguments.length + 1];
            command[0] = "stty";
            System.arraycopy(arguments, 0, command, 1, arguments.length);
            Process process = new ProcessBuilder(command)
                    .redirectInput(DEVICE)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            return process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0
                    ? Optional.of(text)
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
