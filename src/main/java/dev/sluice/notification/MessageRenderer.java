package dev.sluice.notification;

import dev.sluice.analysis.Counts;
import dev.sluice.api.TextSanitizer;
import dev.sluice.notification.Message.Next;
import dev.sluice.rollout.RolloutEvent;
import dev.sluice.rollout.Stage;
import io.quarkus.qute.Engine;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Says a notice in words: the user's templates where there are some, else ours. */
final class MessageRenderer {
    /** Names that a template may use. */
    static final List<String> NAMES = List.of(
            "app", "namespace", "rollout", "green", "blue", "stage", "weight", "reason", "why", "felt", "link", "time");

    private static final Engine ENGINE =
            Engine.builder().addDefaults().strictRendering(true).build();

    private final Map<NotificationType, MessageTemplate> own;

    MessageRenderer(Map<NotificationType, MessageTemplate> own) {
        this.own = Map.copyOf(own);
    }

    /**
     * Fills in a template.
     *
     * @throws RuntimeException when it cannot be filled in: a {@code TemplateException}, or whatever Qute lets through
     */
    static String fill(String template, Notification notification) {
        return ENGINE.parse(template).data(data(notification)).render();
    }

    Message of(Notification notification) {
        MessageTemplate words = own.getOrDefault(notification.occasion(), MessageTemplate.DEFAULT);
        return new Message(
                notification.id(),
                notification.uid().isEmpty()
                        ? notification.namespace() + "/" + notification.rollout()
                        : notification.uid(),
                notification.occasion(),
                notification.at(),
                said(words.title(), DefaultTemplates.title(notification.occasion()), notification),
                said(words.text(), DefaultTemplates.text(notification.occasion()), notification),
                facts(notification),
                SuggestedCommands.of(notification),
                notification.link());
    }

    /** The user's words were tried when they were read; should they fail or say nothing all the same, ours are better. */
    private static String said(Optional<String> wanted, String ours, Notification notification) {
        return wanted.flatMap(template -> tried(template, notification)).orElseGet(() -> fill(ours, notification));
    }

    private static Optional<String> tried(String template, Notification notification) {
        try {
            return Optional.of(fill(template, notification))
                    .filter(text -> !TextLayout.line(text, 100).isEmpty());
        } catch (RuntimeException _) {
            return Optional.empty();
        }
    }

    private static Map<String, Object> data(Notification notification) {
        Optional<ReleaseSummary> release = notification.release();
        Map<String, Object> data = new HashMap<>();
        data.put("app", notification.app());
        data.put("namespace", notification.namespace());
        data.put("rollout", notification.rollout());
        data.put("green", release.map(ReleaseSummary::green).orElse("the new version"));
        data.put("blue", release.map(ReleaseSummary::blue).orElse("the old one"));
        data.put("stage", release.flatMap(ReleaseSummary::stage).orElse(""));
        data.put(
                "weight",
                release.flatMap(ReleaseSummary::weight)
                        .map(MessageRenderer::percent)
                        .orElse(""));
        data.put("reason", notification.reason());
        data.put("gate", notification.waitsAtGate());
        data.put("why", why(notification));
        data.put("because", TextLayout.capital(why(notification)));
        data.put("felt", release.map(MessageRenderer::felt).orElse(""));
        data.put("link", notification.link().map(Object::toString).orElse(""));
        data.put("time", notification.at().toString());
        return data;
    }

    /** An event's message begins with the stage, which is said apart here, and may end a sentence. */
    private static String why(Notification notification) {
        Optional<String> stage = notification.release().flatMap(ReleaseSummary::stage);
        String why = notification.event().cause() instanceof RolloutEvent.Transition moved
                        && stage.isPresent()
                        && moved.stage().map(Stage::name).equals(stage)
                ? TextSanitizer.line(moved.decision().why())
                : notification.why();
        return why.replaceAll("[.\\s]+$", "");
    }

    private static List<Message.Fact> facts(Notification notification) {
        List<Message.Fact> facts = new ArrayList<>();
        notification.release().ifPresent(release -> {
            facts.add(new Message.Fact("Versions", release.blue() + " (blue) \u2192 " + release.green() + " (green)"));
            release.stage()
                    .map(stage -> stage
                            + release.weight()
                                    .map(weight -> ", " + percent(weight) + " %")
                                    .orElse(""))
                    .ifPresent(stage -> facts.add(new Message.Fact("Stage", stage)));
        });
        facts.add(new Message.Fact("Namespace", notification.namespace()));
        facts.add(new Message.Fact("Rollout", notification.rollout()));
        return facts;
    }

    /** What users of both versions got since the release began; empty when none was counted. */
    private static String felt(ReleaseSummary release) {
        Counts users = release.users();
        return users.green() == 0
                ? ""
                : "Users in this release: " + got(release.green(), users.green(), users.greenFailed())
                        + (users.blue() == 0
                                ? "."
                                : "; " + got(release.blue(), users.blue(), users.blueFailed()) + ".");
    }

    private static String got(String version, long asked, long failed) {
        String share = failed == 0 ? "" : " (" + percent(Math.max(.01, 100.0 * failed / asked)) + " %)";
        return String.format(Locale.ROOT, "%s failed %,d of %,d requests%s", version, failed, asked, share);
    }

    private static String percent(double value) {
        double rounded = value >= 10 ? Math.round(value * 10) / 10.0 : Math.round(value * 100) / 100.0;
        return rounded == Math.rint(rounded) ? Long.toString((long) rounded) : Double.toString(rounded);
    }

    /**
     * What the user wants to have said, as Qute templates.
     *
     * @param title one line; the default when absent
     * @param text some lines; the default when absent
     */
    record MessageTemplate(Optional<String> title, Optional<String> text) {
        static final MessageTemplate DEFAULT = new MessageTemplate(Optional.empty(), Optional.empty());
    }

    /** What is said where the user says nothing else: what happened, and why, for someone who was just woken. */
    private static final class DefaultTemplates {
        private static final String WHY = "{because}.{#if felt}\n{felt}{/if}";

        private DefaultTemplates() {}

        static String title(NotificationType occasion) {
            return "{app}: "
                    + switch (occasion) {
                        case Started -> "the release of {green} begins";
                        case Promoted -> "{green} is released, it has all the traffic";
                        case Reverted -> "{green} was reverted, all traffic was sent back to {blue}";
                        case Aborted -> "the release of {green} was aborted, all traffic was sent back to {blue}";
                        case Superseded ->
                            "{green} was changed during its release, all traffic was sent back to {blue}";
                        case Paused ->
                            "{#if gate}{green} waits for you{#else}{green} looks bad and waits for"
                                    + " your decision{/if}{#if weight}, with {weight} % of the traffic{/if}";
                        case Stalled -> "the release of {green} is stuck";
                        case Blind -> "users' requests to {green} are not counted";
                    };
        }

        static String text(NotificationType occasion) {
            return switch (occasion) {
                case Started ->
                    "{green} takes over from {blue} step by step. If it is worse, the traffic goes back by itself.\n"
                            + "{because}.";
                case Promoted, Reverted, Aborted -> WHY;
                case Superseded -> "A new release follows.\n" + WHY;
                case Paused ->
                    WHY + "\n{#if gate}Nothing is wrong; the plan asks for a person here."
                            + "{#else}The policy says not to revert by itself: until you decide, {green} keeps its"
                            + " users.{/if}";
                case Stalled -> "{because}.\nIt goes on by itself once that is mended.";
                case Blind -> "{because}.\nProbes judge {green} alone: a fault that only users meet is not noticed.";
            };
        }
    }

    /** What to do now, as commands to be copied. */
    private static final class SuggestedCommands {
        private SuggestedCommands() {}

        static List<Next> of(Notification notification) {
            Next look = next(notification, "See what was seen", "describe");
            return switch (notification.occasion()) {
                case Started ->
                    List.of(next(notification, "Watch it", "watch"), next(notification, "Stop it", "abort"));
                case Promoted, Superseded -> List.of(look);
                case Reverted, Aborted -> List.of(look, next(notification, "Try the same again", "retry"));
                case Paused ->
                    List.of(
                            look,
                            next(notification, "Go on", "resume"),
                            next(notification, "Send all traffic back", "abort"));
                case Stalled, Blind -> List.of(look, next(notification, "Send all traffic back", "abort"));
            };
        }

        private static Next next(Notification notification, String purpose, String verb) {
            return new Next(
                    purpose,
                    "kubectl sluice " + verb + " " + notification.rollout() + " -n " + notification.namespace());
        }
    }
}
