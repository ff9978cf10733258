package dev.sluice.web.access;

import dev.sluice.kubernetes.DesiredStateWriter;
import dev.sluice.kubernetes.RolloutClient;
import dev.sluice.kubernetes.StoredRollout;
import dev.sluice.kubernetes.VersionSpec;
import dev.sluice.rollout.Desired;
import dev.sluice.rollout.Outcome;
import dev.sluice.rollout.RolloutEvent;
import dev.sluice.rollout.RolloutState;
import dev.sluice.view.RolloutAction;
import dev.sluice.view.RolloutDisplay;
import dev.sluice.workload.WorkloadClient;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.client.KubernetesClientException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Does what a visitor asks for, with the visitor's own token, if it makes sense now. */
@ApplicationScoped
class RolloutActionService {
    private static final Logger LOG = Logger.getLogger("dev.sluice.web.access");
    private static final int ATTEMPTS = 5;
    private static final int UNKNOWN = 401;
    private static final int FORBIDDEN = 403;

    private final RolloutClient rollouts;
    private final WorkloadClient workloads;
    private final DesiredStateWriter writer;
    private final Event<RolloutEvent> news;
    private final InstantSource clock;

    RolloutActionService(
            RolloutClient rollouts,
            WorkloadClient workloads,
            DesiredStateWriter writer,
            Event<RolloutEvent> news,
            InstantSource clock) {
        this.rollouts = rollouts;
        this.workloads = workloads;
        this.writer = writer;
        this.news = news;
        this.clock = clock;
    }

    /**
     * Does it, and says who wanted it in an Event and in the log.
     *
     * @return what was done, in words
     * @throws PermissionDeniedException when the visitor may not
     * @throws Senseless when it makes no sense now
     */
    String act(UserContext user, String namespace, String name, RolloutAction verb) {
        return verb.desired()
                .map(desired -> steer(user, namespace, name, verb, desired))
                .orElseGet(() -> again(user, namespace, name, verb));
    }

    private static String done(RolloutAction verb) {
        return switch (verb) {
            case Pause -> "paused";
            case Resume -> "resumed";
            case Promote -> "promoted";
            case Abort -> "aborted";
            case Retry -> "released again";
            case Undo -> "undone";
        };
    }

    private String steer(UserContext user, String namespace, String name, RolloutAction verb, Desired desired) {
        if (!user.maySteer(namespace, name)) {
            throw PermissionDeniedException.toSteer(user, namespace);
        }
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            StoredRollout now = there(namespace, name);
            if (already(now, desired)) {
                return done(verb) + " already; nothing was changed";
            }
            mustFit(now, verb);
            if (written(user, () -> writer.desire(token(user), now, desired))) {
                return tell(now, user, verb);
            }
        }
        throw new Senseless("the Rollout changes faster than it can be written; try again");
    }

    private String again(UserContext user, String namespace, String name, RolloutAction verb) {
        if (!user.mayRelease(namespace)) {
            // Who may not even see it is not told which Deployment it is about.
            user.mustRead(namespace);
        }
        StoredRollout rollout = there(namespace, name);
        mustFit(rollout, verb);
        mustBeNewest(rollout);
        VersionSpec version = verb == RolloutAction.Retry
                ? rollout.spec().green()
                : rollout.spec().blue();
        String deployment = version.deployment();
        if (deployment == null) {
            throw new Senseless("no Deployment was found for version " + version.subset());
        }
        if (!user.mayRelease(namespace, deployment)) {
            throw PermissionDeniedException.toRelease(user, namespace, deployment);
        }
        int replicas = workloads
                .replicas(namespace, deployment)
                .orElseThrow(() -> new Senseless("Deployment " + deployment + " is gone"));
        if (replicas == 0) {
            throw new Senseless("Deployment " + deployment + " is scaled to 0; scale it up first: kubectl -n "
                    + namespace + " scale deployment " + deployment + " --replicas=1");
        }
        String attempt = clock.instant().toString();
        return written(user, () -> {
            writer.releaseAgain(
                    token(user), namespace, deployment, rollout.spec().policy(), attempt);
            return tell(rollout, user, verb);
        });
    }

    /** Only who sits at the machine of the demo has none and writes all the same. */
    private static Optional<String> token(UserContext user) {
        return switch (user) {
            case AuthenticatedUser known -> Optional.of(known.token());
            case AnonymousUser unasked when unasked.acts() -> Optional.empty();
            default -> throw new IllegalStateException(user.how() + " has nothing to write with");
        };
    }

    private static <T> T written(UserContext user, Supplier<T> write) {
        try {
            return write.get();
        } catch (KubernetesClientException e) {
            if (e.getCode() != UNKNOWN && e.getCode() != FORBIDDEN) {
                throw e;
            }
            @Nullable Status status = e.getStatus();
            throw PermissionDeniedException.byApiServer(
                    user, String.valueOf(status == null ? e.getMessage() : status.getMessage()));
        }
    }

    private StoredRollout there(String namespace, String name) {
        return rollouts.get(namespace, name)
                .orElseThrow(() -> new Missing("there is no Rollout " + name + " in namespace " + namespace));
    }

    private void mustFit(StoredRollout rollout, RolloutAction verb) {
        RolloutDisplay display = RolloutDisplay.of(rollout, clock.instant());
        if (!display.verbs().contains(verb)) {
            throw new Senseless(verb.word() + " makes no sense now: the rollout is " + display.state() + "; what does: "
                    + words(display.verbs()));
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

    private String tell(StoredRollout rollout, UserContext user, RolloutAction verb) {
        String said = done(verb) + " by " + user.name() + ", on the dashboard";
        LOG.infof("%s %s", rollout.key(), said);
        news.fire(new RolloutEvent(
                "Rollout", rollout.namespace(), rollout.name(), rollout.uid(), false, verb + "Requested", said));
        return said;
    }

    private static String words(Set<RolloutAction> verbs) {
        return verbs.isEmpty()
                ? "nothing"
                : verbs.stream().map(RolloutAction::word).collect(Collectors.joining(", "));
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
