package dev.sluice.notify;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.stats.Counts;

/** A notice for machines: CloudEvents 1.0 in structured JSON. The data's schema is docs/schemas/rollout-event.v1.json. */
final class CloudEvent {
    static final String MEDIA_TYPE = "application/cloudevents+json; charset=UTF-8";
    static final String SCHEMA = "urn:sluice:schema:rollout-event:v1";

    private CloudEvent() {}

    static ObjectNode of(Notice notice, Message message) {
        ObjectNode event = Json.object();
        event.put("specversion", "1.0");
        event.put("id", notice.id());
        event.put("source", source(notice));
        event.put("type", "dev.sluice.rollout." + notice.occasion().word());
        event.put("subject", notice.rollout());
        event.put("time", notice.at().toString());
        event.put("datacontenttype", "application/json");
        event.put("dataschema", SCHEMA);
        event.set("data", data(notice, message));
        return event;
    }

    /** What happened to: the policy, as the API server knows it. */
    private static String source(Notice notice) {
        String namespace = "/apis/sluice.dev/v1alpha1/namespaces/" + notice.namespace();
        return namespace
                + notice.release()
                        .map(release -> "/rolloutpolicies/" + release.policy())
                        .orElse("");
    }

    private static ObjectNode data(Notice notice, Message message) {
        ObjectNode data = Json.object();
        data.put("namespace", notice.namespace()).put("rollout", notice.rollout());
        data.put("uid", notice.uid()).put("reason", notice.reason()).put("why", notice.why());
        notice.release().ifPresent(release -> {
            data.put("policy", release.policy());
            data.put("blue", release.blue()).put("green", release.green());
            release.stage().ifPresent(stage -> data.put("stage", stage));
            release.weight().ifPresent(weight -> data.put("weight", weight));
            data.set("users", counts(release.users()));
            data.set("probes", counts(release.probes()));
        });
        data.put("title", message.title()).put("text", message.text());
        notice.link().ifPresent(link -> data.put("link", link.toString()));
        return data;
    }

    private static ObjectNode counts(Counts counts) {
        return Json.object()
                .put("green", counts.green())
                .put("greenFailed", counts.greenFailed())
                .put("blue", counts.blue())
                .put("blueFailed", counts.blueFailed());
    }
}
