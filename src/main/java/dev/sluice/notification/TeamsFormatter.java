package dev.sluice.notification;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A message as an Adaptive Card 1.4, as a workflow of Microsoft Teams takes it. What comes from elsewhere stands in text
 * runs, which know no markup; the values of facts do, and are escaped.
 */
final class TeamsFormatter {
    private TeamsFormatter() {}

    static ObjectNode of(Message message) {
        ObjectNode json =
                JsonNodeFactory.instance.objectNode().put("type", "message").put("summary", message.title());
        ObjectNode attachment = json.putArray("attachments").addObject();
        attachment.put("contentType", "application/vnd.microsoft.card.adaptive").putNull("contentUrl");
        ObjectNode card = attachment.putObject("content");
        card.put("$schema", "http://adaptivecards.io/schemas/adaptive-card.json");
        card.put("type", "AdaptiveCard").put("version", "1.4").put("fallbackText", message.title());
        card.putObject("msteams").put("width", "Full");
        ArrayNode body = card.putArray("body");
        head(message, body.addObject());
        run(body.addObject(), message.text());
        facts(message, body);
        message.next().forEach(next -> next(next, body));
        message.link()
                .ifPresent(link -> card.putArray("actions")
                        .addObject()
                        .put("type", "Action.OpenUrl")
                        .put("title", "Open the dashboard")
                        .put("url", link.toString()));
        return json;
    }

    private static void head(Message message, ObjectNode container) {
        container
                .put("type", "Container")
                .put("style", message.occasion().tone().style())
                .put("bleed", true);
        run(container.putArray("items").addObject(), message.headline())
                .put("size", "Medium")
                .put("weight", "Bolder");
    }

    private static void facts(Message message, ArrayNode body) {
        if (message.facts().isEmpty()) {
            return;
        }
        ArrayNode facts = body.addObject().put("type", "FactSet").putArray("facts");
        message.facts()
                .forEach(fact ->
                        facts.addObject().put("title", escaped(fact.label())).put("value", escaped(fact.value())));
    }

    private static void next(Message.Next next, ArrayNode body) {
        ObjectNode block = body.addObject().put("type", "RichTextBlock").put("spacing", "Small");
        ArrayNode inlines = block.putArray("inlines");
        inlines.addObject()
                .put("type", "TextRun")
                .put("text", next.purpose() + ": ")
                .put("isSubtle", true);
        inlines.addObject().put("type", "TextRun").put("text", next.command()).put("fontType", "Monospace");
    }

    private static ObjectNode run(ObjectNode block, String text) {
        ObjectNode run = block.put("type", "RichTextBlock").putArray("inlines").addObject();
        return run.put("type", "TextRun").put("text", text);
    }

    /** The characters that the card's small Markdown reads. */
    static String escaped(String text) {
        return text.replaceAll("([\\\\*_\\[\\]`~<])", "\\\\$1");
    }
}
