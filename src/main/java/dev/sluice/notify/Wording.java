package dev.sluice.notify;

import dev.sluice.stats.Counts;
import io.quarkus.qute.Engine;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Says a notice in words: the user's templates where there are some, else ours. */
final class Wording {
    /** Names that a template may use. */
    static final List<String> NAMES = List.of(
            "app", "namespace", "rollout", "green", "blue", "stage", "weight", "reason", "why", "felt", "link", "time");

    private static final Engine ENGINE =
            Engine.builder().addDefaults().strictRendering(true).build();

    private final Map<Occasion, Words> own;

    Wording(Map<Occasion, Words> own) {
        this.own = Map.copyOf(own);
    }

    /**
     * Fills in a template.
     *
     * @throws RuntimeException when it cannot be filled in: a {@code TemplateException}, or whatever Qute lets through
     */
    static String fill(String template, Notice notice) {
        return ENGINE.parse(template).data(data(notice)).render();
    }

    Message of(Notice notice) {
        Words words = own.getOrDefault(notice.occasion(), Words.DEFAULT);
        return new Message(
                notice.id(),
                notice.uid().isEmpty() ? notice.namespace() + "/" + notice.rollout() : notice.uid(),
                notice.occasion(),
                notice.at(),
                said(words.title(), DefaultWords.title(notice.occasion()), notice),
                said(words.text(), DefaultWords.text(notice.occasion()), notice),
                facts(notice),
                Advice.of(notice),
                notice.link());
    }

    /** The user's words were tried when they were read; should they fail or say nothing all the same, ours are better. */
    private static String said(Optional<String> wanted, String ours, Notice notice) {
        return wanted.flatMap(template -> tried(template, notice)).orElseGet(() -> fill(ours, notice));
    }

    private static Optional<String> tried(String template, Notice notice) {
        try {
            return Optional.of(fill(template, notice))
                    .filter(text -> !Layout.line(text, 100).isEmpty());
        } catch (RuntimeException _) {
            return Optional.empty();
        }
    }

    private static Map<String, Object> data(Notice notice) {
        Optional<Release> release = notice.release();
        Map<String, Object> data = new HashMap<>();
        data.put("app", notice.app());
        data.put("namespace", notice.namespace());
        data.put("rollout", notice.rollout());
        data.put("green", release.map(Release::green).orElse("the new version"));
        data.put("blue", release.map(Release::blue).orElse("the old one"));
        data.put("stage", release.flatMap(Release::stage).orElse(""));
        data.put(
                "weight", release.flatMap(Release::weight).map(Wording::percent).orElse(""));
        data.put("reason", notice.reason());
        data.put("why", why(notice));
        data.put("because", Layout.capital(why(notice)));
        data.put("felt", release.map(Wording::felt).orElse(""));
        data.put("link", notice.link().map(Object::toString).orElse(""));
        data.put("time", notice.at().toString());
        return data;
    }

    /** News name the stage, which is said apart, and may end a sentence. */
    private static String why(Notice notice) {
        String why = notice.why();
        String stage = notice.release().flatMap(Release::stage).orElse("");
        int colon = why.indexOf(": ");
        boolean named = !stage.isEmpty() && why.startsWith(stage + ", ") && colon > 0;
        return (named ? why.substring(colon + 2) : why).replaceAll("[.\\s]+$", "");
    }

    private static List<Message.Fact> facts(Notice notice) {
        List<Message.Fact> facts = new ArrayList<>();
        notice.release().ifPresent(release -> {
            facts.add(new Message.Fact("Versions", release.blue() + " (blue) \u2192 " + release.green() + " (green)"));
            release.stage()
                    .map(stage -> stage
                            + release.weight()
                                    .map(weight -> ", " + percent(weight) + " %")
                                    .orElse(""))
                    .ifPresent(stage -> facts.add(new Message.Fact("Stage", stage)));
        });
        facts.add(new Message.Fact("Namespace", notice.namespace()));
        facts.add(new Message.Fact("Rollout", notice.rollout()));
        return facts;
    }

    /** What users of both versions got since the release began; empty when none was counted. */
    private static String felt(Release release) {
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
}
