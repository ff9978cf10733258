package dev.sluice.notify;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.analysis.Counts;

/** A notice for machines: CloudEvents 1.0 in structured JSON. The data's schema is docs/schemas/rollout-event.v1.json. */
final class CloudEventFormatter {
    static final String MEDIA_TYPE = "application/cloudevents+json; charset=UTF-8";
    static final String SCHEMA = "urn:sluice:schema:rollout-event:v1";

    private CloudEventFormatter() {}

    static ObjectNode of(Notification notification, Message message) {
        ObjectNode event = NotificationJson.object();
        event.put("specversion", "1.0");
        event.put("id", notification.id());
        event.put("source", source(notification));
        event.put("type", "dev.sluice.rollout." + notification.occasion().word());
        event.put("subject", notification.rollout());
        event.put("time", notification.at().toString());
        event.put("datacontenttype", "application/json");
        event.put("dataschema", SCHEMA);
        event.set("data", data(notification, message));
        return event;
    }

    /** What happened to: the policy, as the API server knows it. */
    private static String source(Notification notification) {
        String namespace = "/apis/sluice.dev/v1alpha1/namespaces/" + notification.namespace();
        return namespace
                + notification
                        .release()
                        .map(release -> "/rolloutpolicies/" + release.policy())
                        .orElse("");
    }

    private static ObjectNode data(Notification notification, Message message) {
        ObjectNode data = NotificationJson.object();
        data.put("namespace", notification.namespace()).put("rollout", notification.rollout());
        data.put("uid", notification.uid()).put("reason", notification.reason()).put("why", notification.why());
        notification.release().ifPresent(release -> {
            data.put("policy", release.policy());
            data.put("blue", release.blue()).put("green", release.green());
            release.stage().ifPresent(stage -> data.put("stage", stage));
            release.weight().ifPresent(weight -> data.put("weight", weight));
            data.set("users", counts(release.users()));
            data.set("probes", counts(release.probes()));
        });
        data.put("title", message.title()).put("text", message.text());
        notification.link().ifPresent(link -> data.put("link", link.toString()));
        return data;
    }

    private static ObjectNode counts(Counts counts) {
        return NotificationJson.object()
                .put("green", counts.green())
                .put("greenFailed", counts.greenFailed())
                .put("blue", counts.blue())
                .put("blueFailed", counts.blueFailed());
    }
}
