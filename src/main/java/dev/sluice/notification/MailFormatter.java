package dev.sluice.notification;

/** A message as the text of a mail. */
final class MailFormatter {
    private MailFormatter() {}

    static String subject(Message message) {
        return "[Sluice] " + message.title();
    }

    static String text(Message message) {
        StringBuilder text = new StringBuilder(message.title())
                .append("\n\n")
                .append(message.text())
                .append("\n\n");
        message.facts().forEach(fact -> text.append(String.format("%-10s %s%n", fact.label() + ":", fact.value())));
        text.append(String.format("%-10s %s%n", "Time:", message.at()));
        message.next().forEach(next -> text.append(String.format("%n%s:%n  %s%n", next.purpose(), next.command())));
        message.link().ifPresent(link -> text.append(String.format("%nOpen the dashboard:%n  %s%n", link)));
        return text.toString().replace(System.lineSeparator(), "\n");
    }
}
