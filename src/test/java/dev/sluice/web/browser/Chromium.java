package dev.sluice.web.browser;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** A headless browser of its own, with nothing kept from before. */
public final class Chromium implements AutoCloseable {
    private static final List<String> NAMES = List.of("chromium", "chromium-browser", "google-chrome");
    private static final AtomicBoolean SAID = new AtomicBoolean();
    private static final String LISTENING = "DevTools listening on ";
    private static final List<String> FLAGS = List.of(
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--disable-dev-shm-usage",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--hide-scrollbars",
            "--force-color-profile=srgb",
            "--lang=en-GB",
            "--remote-debugging-port=0");

    private final Process process;
    private final Path profile;
    private final DevTools tools;

    private Chromium(Process process, Path profile, DevTools tools) {
        this.process = process;
        this.profile = profile;
        this.tools = tools;
    }

    /** Where a browser is on this machine: {@code SLUICE_CHROMIUM}, or one of the usual names on the path. */
    public static Optional<Path> found() {
        String named = System.getenv("SLUICE_CHROMIUM");
        Stream<Path> places = Stream.of(System.getenv("PATH").split(":", -1))
                .flatMap(folder -> NAMES.stream().map(name -> Path.of(folder, name)));
        return Stream.concat(Stream.ofNullable(named).map(Path::of), places)
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Starts one, or skips the tests of the class and says so. */
    public static Chromium orSkip() {
        Optional<Path> binary = found();
        if (binary.isEmpty() && SAID.compareAndSet(false, true)) {
            System.out.println(
                    "BROWSER TESTS SKIPPED: no Chromium on this machine; install one, or name it in SLUICE_CHROMIUM.");
        }
        Assumptions.assumeTrue(binary.isPresent(), "no Chromium on this machine");
        return start(binary.orElseThrow());
    }

    private static Chromium start(Path binary) {
        try {
            Path profile = Files.createTempDirectory("sluice-browser");
            List<String> command = new ArrayList<>();
            command.add(binary.toString());
            command.addAll(FLAGS);
            command.add("--user-data-dir=" + profile);
            command.add("about:blank");
            ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
            // The pages tell times as the reader's clock does; pictures of them should not depend on the machine.
            builder.environment().put("TZ", "UTC");
            Process process = builder.start();
            return new Chromium(process, profile, new DevTools(address(process.inputReader())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Opens an empty page, so wide and high, in a light or dark scheme. */
    public Tab tab(int width, int height, boolean dark) {
        String context = tools.call(null, "Target.createBrowserContext", Map.of())
                .path("browserContextId")
                .asText();
        String target = tools.call(
                        null, "Target.createTarget", Map.of("url", "about:blank", "browserContextId", context))
                .path("targetId")
                .asText();
        String session = tools.call(null, "Target.attachToTarget", Map.of("targetId", target, "flatten", true))
                .path("sessionId")
                .asText();
        return new Tab(tools, session, target, width, height, dark);
    }

    private static URI address(BufferedReader output) throws IOException {
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            if (line.startsWith(LISTENING)) {
                Thread.ofVirtual().start(() -> drain(output));
                return URI.create(line.substring(LISTENING.length()).strip());
            }
        }
        throw new IOException("the browser ended before it listened");
    }

    /** A process whose output nobody reads stands still. */
    private static void drain(BufferedReader output) {
        output.lines().forEach(line -> {});
    }

    @Override
    public void close() throws IOException, InterruptedException {
        tools.close();
        List<ProcessHandle> children = process.descendants().toList();
        process.destroy();
        if (!process.waitFor(5, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
        // They write into the profile for a moment longer, which could then not be deleted.
        for (ProcessHandle child : children) {
            child.destroyForcibly();
            child.onExit().completeOnTimeout(child, 5, TimeUnit.SECONDS).join();
        }
        try (Stream<Path> files = Files.walk(profile)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
