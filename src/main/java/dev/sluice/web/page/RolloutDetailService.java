package dev.sluice.web.page;

import dev.sluice.kubernetes.StoredRollout;
import dev.sluice.kubernetes.VersionSpec;
import dev.sluice.view.RolloutAction;
import dev.sluice.view.RolloutDisplay;
import dev.sluice.web.access.UserContext;
import dev.sluice.web.access.ViewPermission;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Makes the page of one rollout, piece by piece. */
@ApplicationScoped
class RolloutDetailService {
    private static final int OTHERS = 8;

    private static final String UNTAKEN =
            "You may look at this rollout, and not act: the API server does not take the tokens of your"
                    + " identity provider. Sign in with a token that it knows.";

    private final RolloutReadModel readModel;
    private final PodCache podCache;

    RolloutDetailService(RolloutReadModel readModel, PodCache podCache) {
        this.readModel = readModel;
        this.podCache = podCache;
    }

    /** What keeps the page up to date; empty when there is no such rollout. */
    Optional<PageUpdates> feed(String namespace, String name, UserContext user) {
        return readModel
                .rollout(namespace, name)
                .map(found -> new DetailUpdates(new Seen(namespace, name, user), found, System::nanoTime));
    }

    /** The page's pieces, as things are now. */
    List<PageFragment> parts(StoredRollout rollout, UserContext user) {
        RolloutDisplay display = RolloutDisplay.of(rollout, Instant.now());
        return List.of(
                new PageFragment("hero", Templates.hero(display, newer(rollout)).render()),
                new PageFragment("actions", actions(rollout, display, user)),
                new PageFragment(
                        "traffic",
                        Templates.traffic(
                                        display, TrafficChart.of(display.live().timeline(), display.over()))
                                .render()),
                new PageFragment(
                        "evidence",
                        Templates.evidence(
                                        display,
                                        EvidenceChart.of(display.live().timeline(), display.evidence(), display.over()))
                                .render()),
                new PageFragment("probes", Templates.probes(display).render()),
                new PageFragment("gateways", Templates.gateways(display).render()),
                new PageFragment("pods", Templates.pods(pods(rollout, user)).render()),
                new PageFragment("journal", Templates.journal(display).render()),
                new PageFragment(
                        "history", Templates.history(display, others(rollout)).render()));
    }

    private VersionPodList pods(StoredRollout rollout, UserContext user) {
        return user.mayRead(ViewPermission.Pods, rollout.namespace())
                ? podCache.of(rollout)
                : new VersionPodList(
                        List.of(),
                        "You may not see the pods of this namespace. Who may: the ClusterRole "
                                + ViewPermission.Pods.role() + ".");
    }

    private static String actions(StoredRollout rollout, RolloutDisplay display, UserContext user) {
        List<ActionButton> acts = ActionButton.of(display);
        boolean may = display.over()
                ? user.mayRelease(display.namespace(), next(rollout, display))
                : user.maySteer(display.namespace(), display.name());
        return Templates.actions(display, acts, may ? "" : why(display, user)).render();
    }

    private static String why(RolloutDisplay display, UserContext user) {
        return user.writes() || user.signsIn() ? refusal(display, user.signsIn()) : UNTAKEN;
    }

    /** Whoever may steer may not release for that: to retry and to undo changes a Deployment. */
    static String refusal(RolloutDisplay display, boolean signsIn) {
        return signsIn
                ? "Sign in to steer this rollout."
                : "You may look at this rollout, and not "
                        + (display.over()
                                ? "release it again. Who may: the ClusterRole edit"
                                : "steer it. Who may: the ClusterRole sluice-operator")
                        + " in namespace " + display.namespace() + ".";
    }

    /** The Deployment that is annotated when something is released again from here. */
    private static String next(StoredRollout rollout, RolloutDisplay display) {
        VersionSpec version = display.verbs().contains(RolloutAction.Undo)
                ? rollout.spec().blue()
                : rollout.spec().green();
        return version.deployment() == null ? "" : version.deployment();
    }

    /** The address of a rollout of the same app that began later, if there is one. */
    private String newer(StoredRollout rollout) {
        return siblings(rollout)
                .filter(other -> StoredRollout.BY_AGE.compare(other, rollout) > 0)
                .max(StoredRollout.BY_AGE)
                .map(other -> "/namespaces/" + other.namespace() + "/rollouts/" + other.name())
                .orElse("");
    }

    private List<RolloutDisplay> others(StoredRollout rollout) {
        return siblings(rollout)
                .sorted(StoredRollout.BY_AGE.reversed())
                .limit(OTHERS)
                .map(other -> RolloutDisplay.of(other, Instant.now()))
                .toList();
    }

    private static String revision(StoredRollout rollout) {
        return String.valueOf(rollout.raw().getMetadata().getResourceVersion());
    }

    private Stream<StoredRollout> siblings(StoredRollout rollout) {
        return readModel.rollouts().stream()
                .filter(other -> other.namespace().equals(rollout.namespace()))
                .filter(other -> other.spec().policy().equals(rollout.spec().policy()))
                .filter(other -> !other.name().equals(rollout.name()));
    }

    /** A rollout, as one visitor sees it. */
    private final class Seen implements DetailUpdates.Subject {
        private final String namespace;
        private final String name;
        private final UserContext user;

        Seen(String namespace, String name, UserContext user) {
            this.namespace = namespace;
            this.name = name;
            this.user = user;
        }

        @Override
        public long version() {
            return readModel.version() + podCache.version();
        }

        @Override
        public Optional<StoredRollout> now() {
            return readModel.rollout(namespace, name);
        }

        @Override
        public Object mark(StoredRollout rollout) {
            return List.of(
                    revision(rollout),
                    siblings(rollout)
                            .map(RolloutDetailService::revision)
                            .sorted()
                            .toList(),
                    podCache.last(rollout.key()));
        }

        @Override
        public List<PageFragment> parts(StoredRollout rollout) {
            return RolloutDetailService.this.parts(rollout, user);
        }

        @Override
        public List<PageFragment> gone(StoredRollout rollout) {
            RolloutDisplay display = RolloutDisplay.of(rollout, Instant.now());
            return List.of(new PageFragment("hero", Templates.gone(display).render()), new PageFragment("actions", ""));
        }
    }
}
