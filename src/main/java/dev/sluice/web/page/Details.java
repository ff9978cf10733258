package dev.sluice.web.page;

import dev.sluice.store.StoredRollout;
import dev.sluice.store.VersionSpec;
import dev.sluice.view.Picture;
import dev.sluice.view.Verb;
import dev.sluice.web.access.Sight;
import dev.sluice.web.access.Visitor;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Makes the page of one rollout, piece by piece. */
@ApplicationScoped
class Details {
    private static final int OTHERS = 8;

    private static final String UNTAKEN =
            "You may look at this rollout, and not act: the API server does not take the tokens of your"
                    + " identity provider. Sign in with a token that it knows.";

    private final Board board;
    private final Muster muster;

    Details(Board board, Muster muster) {
        this.board = board;
        this.muster = muster;
    }

    /** What keeps the page up to date; empty when there is no such rollout. */
    Optional<Feed> feed(String namespace, String name, Visitor visitor) {
        return board.rollout(namespace, name)
                .map(found -> new DetailFeed(new Seen(namespace, name, visitor), found, System::nanoTime));
    }

    /** The page's pieces, as things are now. */
    List<Part> parts(StoredRollout rollout, Visitor visitor) {
        Picture picture = Picture.of(rollout, Instant.now());
        return List.of(
                new Part("hero", Templates.hero(picture, newer(rollout)).render()),
                new Part("actions", actions(rollout, picture, visitor)),
                new Part(
                        "traffic",
                        Templates.traffic(
                                        picture, TrafficChart.of(picture.live().timeline(), picture.over()))
                                .render()),
                new Part(
                        "evidence",
                        Templates.evidence(
                                        picture,
                                        EvidenceChart.of(picture.live().timeline(), picture.evidence(), picture.over()))
                                .render()),
                new Part("probes", Templates.probes(picture).render()),
                new Part("gateways", Templates.gateways(picture).render()),
                new Part("pods", Templates.pods(pods(rollout, visitor)).render()),
                new Part("journal", Templates.journal(picture).render()),
                new Part("history", Templates.history(picture, others(rollout)).render()));
    }

    private Crew pods(StoredRollout rollout, Visitor visitor) {
        return visitor.mayRead(Sight.Pods, rollout.namespace())
                ? muster.of(rollout)
                : new Crew(
                        List.of(),
                        "You may not see the pods of this namespace. Who may: the ClusterRole " + Sight.Pods.role()
                                + ".");
    }

    private static String actions(StoredRollout rollout, Picture picture, Visitor visitor) {
        List<Act> acts = Act.of(picture);
        boolean may = picture.over()
                ? visitor.mayRelease(picture.namespace(), next(rollout, picture))
                : visitor.maySteer(picture.namespace(), picture.name());
        return Templates.actions(picture, acts, may ? "" : why(picture, visitor))
                .render();
    }

    private static String why(Picture picture, Visitor visitor) {
        return visitor.writes() || visitor.signsIn() ? refusal(picture, visitor.signsIn()) : UNTAKEN;
    }

    /** Whoever may steer may not release for that: to retry and to undo changes a Deployment. */
    static String refusal(Picture picture, boolean signsIn) {
        return signsIn
                ? "Sign in to steer this rollout."
                : "You may look at this rollout, and not "
                        + (picture.over()
                                ? "release it again. Who may: the ClusterRole edit"
                                : "steer it. Who may: the ClusterRole sluice-operator")
                        + " in namespace " + picture.namespace() + ".";
    }

    /** The Deployment that is annotated when something is released again from here. */
    private static String next(StoredRollout rollout, Picture picture) {
        VersionSpec version = picture.verbs().contains(Verb.Undo)
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

    private List<Picture> others(StoredRollout rollout) {
        return siblings(rollout)
                .sorted(StoredRollout.BY_AGE.reversed())
                .limit(OTHERS)
                .map(other -> Picture.of(other, Instant.now()))
                .toList();
    }

    private static String revision(StoredRollout rollout) {
        return String.valueOf(rollout.raw().getMetadata().getResourceVersion());
    }

    private Stream<StoredRollout> siblings(StoredRollout rollout) {
        return board.rollouts().stream()
                .filter(other -> other.namespace().equals(rollout.namespace()))
                .filter(other -> other.spec().policy().equals(rollout.spec().policy()))
                .filter(other -> !other.name().equals(rollout.name()));
    }

    /** A rollout, as one visitor sees it. */
    private final class Seen implements DetailFeed.Subject {
        private final String namespace;
        private final String name;
        private final Visitor visitor;

        Seen(String namespace, String name, Visitor visitor) {
            this.namespace = namespace;
            this.name = name;
            this.visitor = visitor;
        }

        @Override
        public long version() {
            return board.version() + muster.version();
        }

        @Override
        public Optional<StoredRollout> now() {
            return board.rollout(namespace, name);
        }

        @Override
        public Object mark(StoredRollout rollout) {
            return List.of(
                    revision(rollout),
                    siblings(rollout).map(Details::revision).sorted().toList(),
                    muster.last(rollout.key()));
        }

        @Override
        public List<Part> parts(StoredRollout rollout) {
            return Details.this.parts(rollout, visitor);
        }

        @Override
        public List<Part> gone(StoredRollout rollout) {
            Picture picture = Picture.of(rollout, Instant.now());
            return List.of(new Part("hero", Templates.gone(picture).render()), new Part("actions", ""));
        }
    }
}
