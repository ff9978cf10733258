package dev.sluice.web.page;

import dev.sluice.store.StoredPolicy;
import dev.sluice.view.Picture;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import java.util.List;

/** The pages and their pieces; what they are given is checked against what they use when the application is built. */
@CheckedTemplate(basePath = "page")
final class Templates {
    private Templates() {}

    static native TemplateInstance rollouts(Frame frame, Listed list);

    static native TemplateInstance summary(Listed list);

    static native TemplateInstance heading(Lists.Group group);

    static native TemplateInstance row(String id, Picture it);

    static native TemplateInstance rollout(Frame frame, Picture it, List<Part> parts);

    static native TemplateInstance hero(Picture it, String newer);

    static native TemplateInstance gone(Picture it);

    static native TemplateInstance actions(Picture it, List<Act> acts, String refusal);

    static native TemplateInstance traffic(Picture it, TrafficChart chart);

    static native TemplateInstance evidence(Picture it, EvidenceChart chart);

    static native TemplateInstance probes(Picture it);

    static native TemplateInstance gateways(Picture it);

    static native TemplateInstance pods(Crew crew);

    static native TemplateInstance journal(Picture it);

    static native TemplateInstance history(Picture it, List<Picture> others);

    static native TemplateInstance waiting(Frame frame);

    static native TemplateInstance policies(Frame frame, List<StoredPolicy> policies, boolean everything);

    static native TemplateInstance policy(Frame frame, PolicyView it);

    static native TemplateInstance problem(Frame frame, String title, String text);
}
