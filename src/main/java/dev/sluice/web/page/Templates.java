package dev.sluice.web.page;

import dev.sluice.kubernetes.StoredPolicy;
import dev.sluice.view.RolloutDisplay;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import java.util.List;

/** The pages and their pieces; what they are given is checked against what they use when the application is built. */
@CheckedTemplate(basePath = "page")
final class Templates {
    private Templates() {}

    static native TemplateInstance rollouts(PageLayout frame, RolloutListPage list);

    static native TemplateInstance summary(RolloutListPage list);

    static native TemplateInstance heading(RolloutListService.Group group);

    static native TemplateInstance row(String id, RolloutDisplay it);

    static native TemplateInstance rollout(PageLayout frame, RolloutDisplay it, List<PageFragment> parts);

    static native TemplateInstance hero(RolloutDisplay it, String newer);

    static native TemplateInstance gone(RolloutDisplay it);

    static native TemplateInstance actions(RolloutDisplay it, List<ActionButton> acts, String refusal);

    static native TemplateInstance traffic(RolloutDisplay it, TrafficChart chart);

    static native TemplateInstance evidence(RolloutDisplay it, EvidenceChart chart);

    static native TemplateInstance probes(RolloutDisplay it);

    static native TemplateInstance gateways(RolloutDisplay it);

    static native TemplateInstance pods(VersionPodList crew);

    static native TemplateInstance journal(RolloutDisplay it);

    static native TemplateInstance history(RolloutDisplay it, List<RolloutDisplay> others);

    static native TemplateInstance waiting(PageLayout frame);

    static native TemplateInstance policies(PageLayout frame, List<StoredPolicy> policies, boolean everything);

    static native TemplateInstance policy(PageLayout frame, PolicyView it);

    static native TemplateInstance problem(PageLayout frame, String title, String text);
}
