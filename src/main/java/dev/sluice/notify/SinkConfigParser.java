package dev.sluice.notify;

import dev.sluice.api.GoDuration;
import dev.sluice.notify.Destination.Form;
import dev.sluice.notify.Destination.Tls;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads one entry of the file. */
final class SinkConfigParser {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final String TYPES = "slack, teams, discord, webhook or email";
    private static final String NAME = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?";
    private static final String ADDRESS = "[^@\\s<>,;\\p{Cntrl}]+@[^@\\s<>,;\\p{Cntrl}]+";

    private final ConfigFields entry;

    private SinkConfigParser(ConfigFields entry) {
        this.entry = entry;
    }

    static Sink read(ConfigFields entry) throws InvalidConfigException {
        return new SinkConfigParser(entry).sink();
    }

    private Sink sink() throws InvalidConfigException {
        String name = entry.required("name", "give the entry a name, as in name: on-call");
        if (!name.matches(NAME)) {
            throw entry.bad("name", "is no name; write small letters, digits and -, at most 63");
        }
        String type = entry.required("type", "write " + TYPES);
        Destination destination = destination(type);
        Sink sink = new Sink(name, destination, on(), globs("namespaces"), globs("policies"), words(), timeout(entry));
        entry.done();
        return sink;
    }

    private Destination destination(String type) throws InvalidConfigException {
        return switch (type) {
            case "slack", "teams", "discord" ->
                new Destination.Web(Form.valueOf(type), url(type), Optional.empty(), Optional.empty());
            case "webhook" ->
                new Destination.Web(
                        Form.webhook, url(type), secret(entry, "signingKeyFrom"), secret(entry, "bearerFrom"));
            case "email" -> mail();
            default -> throw entry.bad("type", "is \"" + TextLayout.line(type, 40) + "\"; write " + TYPES);
        };
    }

    private SecretRef url(String type) throws InvalidConfigException {
        Optional<String> literal = entry.text("url");
        Optional<SecretRef> key = secret(entry, "urlFrom");
        if (literal.isPresent() == key.isPresent()) {
            throw entry.bad(
                    "urlFrom",
                    (key.isPresent() ? "and url are both there; keep one" : "is missing")
                            + "; write urlFrom: {secretKey: " + type + "-url} and put the address into the Secret");
        }
        if (literal.isPresent() && WebhookUrl.read(literal.get()).isEmpty()) {
            throw entry.bad("url", "is no address; write one that begins with https:// or http://");
        }
        return literal.<SecretRef>map(SecretRef.Literal::new).or(() -> key).orElseThrow();
    }

    private static Optional<SecretRef> secret(ConfigFields fields, String field) throws InvalidConfigException {
        Optional<ConfigFields> from = fields.object(field);
        if (from.isEmpty()) {
            return Optional.empty();
        }
        String key = from.get().required("secretKey", "write the name of a key of the Secret");
        from.get().done();
        if (!key.matches("[-._a-zA-Z0-9]{1,253}")) {
            throw from.get().bad("secretKey", "is no name of a key; a secret itself does not belong here");
        }
        return Optional.of(new SecretRef.Key(key));
    }

    private Destination mail() throws InvalidConfigException {
        ConfigFields smtp = entry.object("smtp")
                .orElseThrow(() -> entry.bad("smtp", "is missing; write smtp: {host: mail.example.com}"));
        Tls tls = choice(smtp, "tls", Tls.class, Tls.starttls);
        int usual = switch (tls) {
            case starttls -> 587;
            case tls -> 465;
            case none -> 25;
        };
        Destination.Mail mail = new Destination.Mail(
                smtp.required("host", "write the mail server's name"),
                smtp.port("port", usual),
                tls,
                secret(smtp, "userFrom"),
                secret(smtp, "passwordFrom"),
                address("from", entry.required("from", "write the sender, as in sluice@example.com")),
                receivers());
        smtp.done();
        if (mail.user().isPresent() != mail.password().isPresent()) {
            throw smtp.bad("userFrom", "and passwordFrom belong together; write both or none");
        }
        return mail;
    }

    private List<String> receivers() throws InvalidConfigException {
        List<String> to = entry.texts("to");
        if (to.isEmpty()) {
            throw entry.bad("to", "is missing; write the receivers, as in to: [on-call@example.com]");
        }
        for (String one : to) {
            address("to", one);
        }
        return to;
    }

    private String address(String field, String text) throws InvalidConfigException {
        if (!text.matches(ADDRESS)) {
            throw entry.bad(
                    field, "is no address: \"" + TextLayout.line(text, 80) + "\"; write it as in on-call@example.com");
        }
        return text;
    }

    private Set<NotificationType> on() throws InvalidConfigException {
        Set<NotificationType> on = EnumSet.noneOf(NotificationType.class);
        for (String name : entry.texts("on")) {
            on.add(occasion(entry, "on", name));
        }
        return on.isEmpty() ? EnumSet.allOf(NotificationType.class) : on;
    }

    private List<Glob> globs(String field) throws InvalidConfigException {
        return Glob.all(entry.texts(field));
    }

    private Map<NotificationType, MessageTemplate> words() throws InvalidConfigException {
        Map<NotificationType, MessageTemplate> words = new EnumMap<>(NotificationType.class);
        Optional<ConfigFields> templates = entry.object("templates");
        if (templates.isPresent()) {
            ConfigFields all = templates.get();
            for (String name : all.names()) {
                NotificationType occasion = occasion(all, name, name);
                ConfigFields own = all.object(name).orElseThrow();
                words.put(
                        occasion,
                        new MessageTemplate(template(own, "title", occasion), template(own, "text", occasion)));
                own.done();
            }
        }
        return words;
    }

    /** Tried at once with a notice of the occasion: an error is told now and not at three in the morning. */
    private static Optional<String> template(ConfigFields fields, String field, NotificationType occasion)
            throws InvalidConfigException {
        Optional<String> template = fields.text(field);
        if (template.isPresent()) {
            try {
                String said = MessageRenderer.fill(template.get(), SampleNotifications.of(occasion));
                if (said.isBlank()) {
                    throw fields.bad(field, "says nothing; write some words, or leave it out");
                }
            } catch (RuntimeException | StackOverflowError e) { // Qute lets through what its sections throw.
                throw fields.bad(
                        field,
                        "is no template that can be filled in: " + problem(e) + "; names are "
                                + String.join(", ", MessageRenderer.NAMES));
            }
        }
        return template;
    }

    /** Qute lists all that it has, which is said better below. */
    private static String problem(Throwable e) {
        String said = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        return TextLayout.line(said.replaceFirst(" in the map with keys .*", ""), 160);
    }

    private static Duration timeout(ConfigFields fields) throws InvalidConfigException {
        Optional<String> text = fields.text("timeout");
        if (text.isEmpty()) {
            return TIMEOUT;
        }
        try {
            Duration timeout = GoDuration.parse(text.get());
            if (timeout.isPositive() && timeout.compareTo(LONGEST) <= 0) {
                return timeout;
            }
        } catch (IllegalArgumentException _) {
            // Said below, with the bounds.
        }
        throw fields.bad(
                "timeout", "is \"" + TextLayout.line(text.get(), 40) + "\"; write a duration up to 30s, as in 5s");
    }

    private static NotificationType occasion(ConfigFields fields, String field, String name)
            throws InvalidConfigException {
        return Arrays.stream(NotificationType.values())
                .filter(one -> one.name().equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow(() -> fields.bad(
                        field,
                        (field.equals(name) ? "is" : "holds \"" + TextLayout.line(name, 40) + "\", which is")
                                + " no occasion; write one of " + names(NotificationType.class)));
    }

    private static <E extends Enum<E>> E choice(ConfigFields fields, String field, Class<E> type, E otherwise)
            throws InvalidConfigException {
        Optional<String> text = fields.text(field);
        if (text.isEmpty()) {
            return otherwise;
        }
        return Arrays.stream(type.getEnumConstants())
                .filter(one -> one.name().equals(text.get()))
                .findFirst()
                .orElseThrow(() -> fields.bad(
                        field, "is \"" + TextLayout.line(text.get(), 40) + "\"; write one of " + names(type)));
    }

    private static <E extends Enum<E>> String names(Class<E> type) {
        return Arrays.stream(type.getEnumConstants()).map(Enum::name).collect(Collectors.joining(", "));
    }
}
