package dev.sluice.web.access;

import dev.sluice.rollout.Desired;
import dev.sluice.rollout.News;
import dev.sluice.rollout.Outcome;
import dev.sluice.rollout.RolloutState;
import dev.sluice.store.Rollouts;
import dev.sluice.store.StoredRollout;
import dev.sluice.store.VersionSpec;
import dev.sluice.store.Wishes;
import dev.sluice.store.Workloads;
import dev.sluice.view.Picture;
import dev.sluice.view.Verb;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.client.KubernetesClientException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Does what a visitor asks for, with the visitor's own token, if it makes sense now. */
@ApplicationScoped
class Steering {
    private static final Logger LOG = Logger.getLogger("dev.sluice.web.access");
    private static final int ATTEMPTS = 5;
    private static final int UNKNOWN = 401;
    private static final int FORBIDDEN = 403;

    private final Rollouts rollouts;
    private final Workloads workloads;
    private final Wishes wishes;
    private final Event<News> news;
    private final InstantSource clock;

    Steering(Rollouts rollouts, Workloads workloads, Wishes wishes, Event<News> news, InstantSource clock) {
        this.rollouts = rollouts;
        this.workloads = workloads;
        this.wishes = wishes;
        this.news = news;
        this.clock = clock;
    }

    /**
     * Does it, and says who wanted it in an Event and in the log.
     *
     * @return what was done, in words
     * @throws NotAllowed when the visitor may not
     * @throws Senseless when it makes no sense now
     */
    String act(Visitor visitor, String namespace, String name, Verb verb) {
        return switch (verb) {
            case Pause -> steer(visitor, namespace, name, verb, Desired.Paused, "paused");
            case Resume -> steer(visitor, namespace, name, verb, Desired.Run, "resumed");
            case Promote -> steer(visitor, namespace, name, verb, Desired.Promoted, "promoted");
            case Abort -> steer(visitor, namespace, name, verb, Desired.Aborted, "aborted");
            case Retry -> again(visitor, namespace, name, verb, "released again");
            case Undo -> again(visitor, namespace, name, verb, "undone");
        };
    }

    private String steer(Visitor visitor, String namespace, String name, Verb verb, Desired desired, String done) {
        if (!visitor.maySteer(namespace, name)) {
            throw NotAllowed.toSteer(visitor, namespace);
        }
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            StoredRollout now = there(namespace, name);
            if (already(now, desired)) {
                return done + " already; nothing was changed";
            }
            mustFit(now, verb);
            if (written(visitor, () -> wishes.desire(token(visitor), now, desired))) {
                return tell(now, visitor, verb, done);
            }
        }
        throw new Senseless("the Rollout changes faster than it can be written; try again");
    }

    private String again(Visitor visitor, String namespace, String name, Verb verb, String done) {
        if (!visitor.mayRelease(namespace)) {
            // Who may not even see it is not told which Deployment it is about.
            visitor.mustRead(namespace);
        }
        StoredRollout rollout = there(namespace, name);
        mustFit(rollout, verb);
        mustBeNewest(rollout);
        VersionSpec version =
                verb == Verb.Retry ? rollout.spec().green() : rollout.spec().blue();
        String deployment = version.deployment();
        if (deployment == null) {
            throw new Senseless("no Deployment was found for version " + version.subset());
        }
        if (!visitor.mayRelease(namespace, deployment)) {
            throw NotAllowed.toRelease(visitor, namespace, deployment);
        }
        int replicas = workloads
                .replicas(namespace, deployment)
                .orElseThrow(() -> new Senseless("Deployment " + deployment + " is gone"));
        if (replicas == 0) {
            throw new Senseless("Deployment " + deployment + " is scaled to 0; scale it up first: kubectl -n "
                    + namespace + " scale deployment " + deployment + " --replicas=1");
        }
        String attempt = clock.instant().toString();
        return written(visitor, () -> {
            wishes.releaseAgain(
                    token(visitor), namespace, deployment, rollout.spec().policy(), attempt);
            return tell(rollout, visitor, verb, done);
        });
    }

    /** Only who sits at the machine of the demo has none and writes all the same. */
    private static Optional<String> token(Visitor visitor) {
        return switch (visitor) {
            case Known known -> Optional.of(known.token());
            case Unasked unasked when unasked.acts() -> Optional.empty();
            default -> throw new IllegalStateException(visitor.how() + " has nothing to write with");
        };
    }

    private static <T> T written(Visitor visitor, Supplier<T> write) {
        try {
            return write.get();
        } catch (KubernetesClientException e) {
            if (e.getCode() != UNKNOWN && e.getCode() != FORBIDDEN) {
                throw e;
            }
            @Nullable Status status = e.getStatus();
            throw NotAllowed.byApiServer(
                    visitor, String.valueOf(status == null ? e.getMessage() : status.getMessage()));
        }
    }

    private StoredRollout there(String namespace, String name) {
        return rollouts.get(namespace, name)
                .orElseThrow(() -> new Missing("there is no Rollout " + name + " in namespace " + namespace));
    }

    private void mustFit(StoredRollout rollout, Verb verb) {
        Picture picture = Picture.of(rollout, clock.instant());
        if (!picture.verbs().contains(verb)) {
            throw new Senseless(word(verb) + " makes no sense now: the rollout is " + picture.state() + "; what does: "
                    + words(picture.verbs()));
        }
    }

    /** Who asks twice for the same, by a click too many or a script that tries again, has got what they want. */
    private static boolean already(StoredRollout rollout, Desired desired) {
        return rollout.desired() == desired
                && switch (rollout.state().orElse(null)) {
                    case null -> true;
                    case RolloutState.Preparing _, RolloutState.Shifting _, RolloutState.Holding _ -> true;
                    // A gate is open for whoever resumes, though nobody has asked to pause.
                    case RolloutState.Paused _ -> desired != Desired.Run;
                    case RolloutState.FailedOver _ -> true;
                    case RolloutState.Reverting _ -> desired == Desired.Aborted;
                    case RolloutState.Finished finished ->
                        finished.outcome() == Outcome.Promoted && desired == Desired.Promoted
                                || finished.outcome() == Outcome.Aborted && desired == Desired.Aborted;
                };
    }

    /** What an older rollout released has been released over. */
    private void mustBeNewest(StoredRollout rollout) {
        rollouts.of(rollout.namespace(), rollout.spec().policy()).stream()
                .max(StoredRollout.BY_AGE)
                .filter(newest -> !newest.uid().equals(rollout.uid()))
                .ifPresent(newest -> {
                    throw new Senseless(
                            "a newer rollout of " + rollout.spec().policy() + " is there: " + newest.name());
                });
    }

    private String tell(StoredRollout rollout, Visitor visitor, Verb verb, String done) {
        String said = done + " by " + visitor.name() + ", on the dashboard";
        LOG.infof("%s %s", rollout.key(), said);
        news.fire(new News(
                "Rollout", rollout.namespace(), rollout.name(), rollout.uid(), false, verb + "Requested", said));
        return said;
    }

    private static String words(Set<Verb> verbs) {
        return verbs.isEmpty() ? "nothing" : verbs.stream().map(Steering::word).collect(Collectors.joining(", "));
    }

    private static String word(Verb verb) {
        return verb.name().toLowerCase(Locale.ROOT);
    }

    /** The wish does not fit the state: answered with 409. */
    static final class Senseless extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Senseless(String why) {
            super(why);
        }
    }

    /** What it is about is not there: answered with 404. */
    static final class Missing extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Missing(String why) {
            super(why);
        }
    }
}
