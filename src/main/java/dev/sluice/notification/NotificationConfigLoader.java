package dev.sluice.notification;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * The file that says who is told what. It is read anew when its text has changed: the kubelet exchanges the whole directory
 * behind a link, which no watch of the file would notice. One that cannot be used changes nothing, whatever is wrong with it.
 */
final class NotificationConfigLoader {
    private static final Logger LOG = Logger.getLogger("dev.sluice.notification");
    private static final long LARGEST = 1 << 20;

    private final Path path;
    private final Reader reader;
    private volatile Optional<String> problem = Optional.empty();
    private Optional<String> seen = Optional.empty();
    private boolean used;

    NotificationConfigLoader(Path path) {
        this(path, NotificationConfig::read);
    }

    NotificationConfigLoader(Path path, Reader reader) {
        this.path = path;
        this.reader = reader;
    }

    /** Makes settings of a file's name and its text. */
    interface Reader {
        NotificationConfig read(String file, String yaml) throws InvalidConfigException;
    }

    /** New settings, when the file has changed and can be used. */
    synchronized Optional<NotificationConfig> changed() {
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
            NotificationConfig settings =
                    text.isPresent() ? reader.read(path.toString(), text.get()) : NotificationConfig.NONE;
            problem = Optional.empty();
            used = true;
            tell(settings);
            return Optional.of(settings);
        } catch (InvalidConfigException e) {
            refuse(String.valueOf(e.getMessage()));
            return Optional.empty();
        } catch (RuntimeException e) {
            LOG.debug("in full", e);
            refuse(path + " cannot be used (" + e.getClass().getSimpleName() + "); undo its last change");
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
            LOG.errorf("%s; %s", why, used ? "notifications go on as they were" : "nobody is told anything until then");
            problem = Optional.of(why);
        }
    }

    private void tell(NotificationConfig settings) {
        LOG.infof("notifications: %s", settings.names().isEmpty() ? "none" : String.join(", ", settings.names()));
        settings.exposed()
                .forEach(name -> LOG.warnf(
                        "%s: the url of %s stands in the file, and whoever knows it can write there; put it into the"
                                + " Secret and write urlFrom",
                        path, name));
    }
}
