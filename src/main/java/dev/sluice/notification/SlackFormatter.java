package dev.sluice.notification;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A message in Slack's Block Kit. What comes from elsewhere stands in plain text blocks, or is escaped and marked
 * {@code verbatim}, so that it can neither mention anybody nor become a link.
 */
final class SlackFormatter {
    private static final int HEADER = 150;
    private static final int TEXT = 3_000;

    private SlackFormatter() {}

    static ObjectNode of(Message message) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        String title = message.headline();
        json.put("text", escaped(title + "\n" + message.text()));
        json.put("unfurl_links", false).put("unfurl_media", false);
        ArrayNode blocks = json.putArray("blocks");
        blocks.addObject().put("type", "header").set("text", plain(title, HEADER));
        blocks.addObject().put("type", "section").set("text", plain(message.text(), TEXT));
        if (!message.facts().isEmpty()) {
            ArrayNode fields = blocks.addObject().put("type", "section").putArray("fields");
            message.facts()
                    .forEach(fact -> fields.add(marked("*" + escaped(fact.label()) + "*\n" + escaped(fact.value()))));
        }
        String next = next(message);
        if (!next.isEmpty()) {
            blocks.addObject().put("type", "section").set("text", marked(next));
        }
        return json;
    }

    private static String next(Message message) {
        StringBuilder text = new StringBuilder();
        message.next()
                .forEach(next -> text.append(escaped(next.purpose()))
                        .append(": `")
                        .append(escaped(next.command()).replace('`', '\''))
                        .append("`\n"));
        message.link()
                .ifPresent(link ->
                        text.append("<").append(escaped(link.toString())).append("|Open the dashboard>"));
        return text.toString().strip();
    }

    /** Slack counts the escaped text. */
    private static ObjectNode plain(String text, int longest) {
        String shown = text;
        while (escaped(shown).length() > longest) {
            shown = TextLayout.text(shown, shown.length() * 9 / 10);
        }
        return typed("plain_text", "text", escaped(shown)).put("emoji", false);
    }

    private static ObjectNode marked(String text) {
        return typed("mrkdwn", "text", text).put("verbatim", true);
    }

    private static ObjectNode typed(String type, String field, String value) {
        return JsonNodeFactory.instance.objectNode().put("type", type).put(field, value);
    }

    /** The three characters that Slack reads; a mention cannot be written without the second. */
    static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
