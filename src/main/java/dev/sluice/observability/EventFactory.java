package dev.sluice.observability;

import dev.sluice.rollout.Decision;
import dev.sluice.rollout.Outcome;
import dev.sluice.rollout.RolloutEvent;
import dev.sluice.rollout.RolloutEvent.ObjectRef;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.MicroTime;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes an Event of a piece of news. It has the fields that readers of both APIs look for: events.k8s.io (time in
 * microseconds, who reports, what was done, the related object), and the older core one (first and last time, count, source).
 */
final class EventFactory {
    static final String REPORTER = "sluice.dev/controller";

    private static final DateTimeFormatter MICROS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);
    private static final int MESSAGE = 1024;
    private static final int NAME = 230;

    private EventFactory() {}

    static Event of(RolloutEvent news, EventCorrelator.Count count, Instant now) {
        return new EventBuilder()
                .withNewMetadata()
                .withGenerateName(cut(news.name(), NAME) + "-")
                .withNamespace(news.namespace())
                .endMetadata()
                .withType(news.warning() ? "Warning" : "Normal")
                .withReason(news.reason())
                .withMessage(cut(news.message(), MESSAGE))
                .withAction(action(news.cause()))
                .withInvolvedObject(reference(news.about()))
                .withRelated(related(news))
                .withEventTime(new MicroTime(MICROS.format(now)))
                .withFirstTimestamp(seconds(count.first()))
                .withLastTimestamp(seconds(now))
                .withCount(count.times())
                .withReportingComponent(REPORTER)
                .withReportingInstance(instance())
                .withNewSource()
                .withComponent("sluice")
                .endSource()
                .build();
    }

    /** What Sluice did, or tried to do, when this came about. */
    private static String action(RolloutEvent.Cause cause) {
        if (!(cause instanceof RolloutEvent.Transition moved)) {
            return "Release";
        }
        return switch (moved.decision()) {
            case Decision.Revert _ -> "Revert";
            case Decision.Finish end -> end.outcome() == Outcome.Reverted ? "Revert" : "Release";
            case Decision.Pause _ -> "Pause";
            case Decision.Wait _,
                    Decision.Enter _,
                    Decision.Hold _,
                    Decision.Interrupt _,
                    Decision.Resume _,
                    Decision.Restart _,
                    Decision.FailOver _ -> "Release";
        };
    }

    private static @Nullable ObjectReference related(RolloutEvent news) {
        return news.related().map(EventFactory::reference).orElse(null);
    }

    private static ObjectReference reference(ObjectRef object) {
        return new ObjectReferenceBuilder()
                .withKind(object.kind())
                .withApiVersion(object.kind().equals("Deployment") ? "apps/v1" : "sluice.dev/v1alpha1")
                .withNamespace(object.namespace())
                .withName(object.name())
                .withUid(object.uid().isEmpty() ? null : object.uid())
                .build();
    }

    /** The pod; whoever reads an Event can find its log. */
    private static String instance() {
        return cut(
                Optional.ofNullable(System.getenv("HOSTNAME"))
                        .filter(name -> !name.isEmpty())
                        .orElse("sluice"),
                128);
    }

    private static String seconds(Instant at) {
        return at.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private static String cut(String text, int most) {
        return text.substring(0, Math.min(most, text.length()));
    }
}
