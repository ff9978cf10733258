package dev.sluice.notification;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** A message as an embed of Discord, which may mention nobody. */
final class DiscordFormatter {
    private static final int TITLE = 256;
    private static final int DESCRIPTION = 4096;

    private DiscordFormatter() {}

    static ObjectNode of(Message message) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.putObject("allowed_mentions").putArray("parse");
        ObjectNode embed = json.putArray("embeds").addObject();
        embed.put("title", TextLayout.line(escaped(message.headline()), TITLE));
        embed.put("description", TextLayout.text(description(message), DESCRIPTION));
        embed.put("color", message.occasion().tone().colour());
        embed.put("timestamp", message.at().toString());
        message.link().ifPresent(link -> embed.put("url", link.toString()));
        if (!message.facts().isEmpty()) {
            ArrayNode fields = embed.putArray("fields");
            message.facts()
                    .forEach(fact -> fields.addObject()
                            .put("name", escaped(fact.label()))
                            .put("value", escaped(fact.value()))
                            .put("inline", true));
        }
        return json;
    }

    private static String description(Message message) {
        StringBuilder text = new StringBuilder(escaped(message.text()));
        message.next()
                .forEach(next -> text.append("\n\n")
                        .append(escaped(next.purpose()))
                        .append(":\n`")
                        .append(next.command().replace('`', '\''))
                        .append('`'));
        return text.toString();
    }

    /** The characters that Discord's Markdown and mentions are made of, some of them only where a line begins. */
    static String escaped(String text) {
        return text.replaceAll("([\\\\*_~`|<\\[\\]])", "\\\\$1").replaceAll("(?m)^([#>-])", "\\\\$1");
    }
}
