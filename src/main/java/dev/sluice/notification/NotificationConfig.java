package dev.sluice.notification;

import dev.sluice.notification.Destination.SecretRef;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Who is told what.
 *
 * @param sinks names differ
 */
public record NotificationConfig(List<Sink> sinks) {
    /** Nobody is told anything. */
    public static final NotificationConfig NONE = new NotificationConfig(List.of());

    /** Copies. */
    public NotificationConfig {
        sinks = List.copyOf(sinks);
    }

    /**
     * Reads a file.
     *
     * @param file its name, for errors
     * @param yaml what stands in it
     * @throws InvalidConfigException when it cannot be used
     */
    public static NotificationConfig read(String file, String yaml) throws InvalidConfigException {
        return new NotificationConfigParser(file).read(yaml);
    }

    /** The sinks' names. */
    public List<String> names() {
        return sinks.stream().map(Sink::name).collect(Collectors.toUnmodifiableList());
    }

    /** Sinks whose address stands in the file, where whoever may read a ConfigMap reads it. */
    public List<String> exposed() {
        return sinks.stream()
                .filter(sink -> sink.forPeople()
                        && sink.destination() instanceof Destination.Web web
                        && web.url() instanceof SecretRef.Literal)
                .map(Sink::name)
                .collect(Collectors.toUnmodifiableList());
    }
}
