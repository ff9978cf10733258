package dev.sluice.telemetry.notify;

import dev.sluice.notify.BadSettings;
import dev.sluice.notify.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * The file that says who is told what. It is read anew when its text has changed: the kubelet exchanges the whole directory
 * behind a link, which no watch of the file would notice. One that cannot be used changes nothing.
 */
final class SettingsFile {
    private static final Logger LOG = Logger.getLogger("dev.sluice.notify");
    private static final long LARGEST = 1 << 20;

    private final Path path;
    private volatile Optional<String> problem = Optional.empty();
    private Optional<String> seen = Optional.empty();

    SettingsFile(Path path) {
        this.path = path;
    }

    /** New settings, when the file has changed and can be used. */
    synchronized Optional<Settings> changed() {
        Optional<String> text;
        try {
            text = text();
        } catch (IOException e) {
            refuse(path + " cannot be read (" + e.getClass().getSimpleName() + "); make it readable");
            return Optional.empty();
        }
        if (text.equals(seen)) {
            return Optional.empty();
        }
        seen = text;
        try {
            Settings settings = text.isPresent() ? Settings.read(path.toString(), text.get()) : Settings.NONE;
            problem = Optional.empty();
            tell(settings);
            return Optional.of(settings);
        } catch (BadSettings e) {
            refuse(String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    /** Why the file cannot be used; empty when it can, or is not there. */
    Optional<String> problem() {
        return problem;
    }

    private Optional<String> text() throws IOException {
        try {
            if (Files.size(path) > LARGEST) {
                throw new IOException("larger than a ConfigMap can be");
            }
            return Optional.of(Files.readString(path));
        } catch (NoSuchFileException _) {
            return Optional.empty();
        }
    }

    private void refuse(String why) {
        if (!problem.equals(Optional.of(why))) {
            LOG.errorf("%s; notifications go on as they were", why);
            problem = Optional.of(why);
        }
    }

    private void tell(Settings settings) {
        LOG.infof("notifications: %s", settings.names().isEmpty() ? "none" : String.join(", ", settings.names()));
        settings.exposed()
                .forEach(name -> LOG.warnf(
                        "%s: the url of %s stands in the file, and whoever knows it can write there; put it into the"
                                + " Secret and write urlFrom",
                        path, name));
    }
}
