package dev.sluice.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.analysis.Counts;
import dev.sluice.cli.text.OutputFormat;
import dev.sluice.replay.Recording;
import dev.sluice.replay.ReplaySummary;
import dev.sluice.replay.Replayed;
import java.time.Duration;
import java.util.Optional;

/** A replay for programs. Times are seconds from the beginning of the recording on. */
final class ReplayJson {
    private static final ObjectMapper JSON = new ObjectMapper();

    private ReplayJson() {}

    static String of(Recording recording, Replayed replayed, Optional<String> policy) {
        ObjectNode root = JSON.createObjectNode();
        root.put("rollout", recording.origin().rollout());
        root.put("began", recording.origin().began().toString());
        policy.ifPresentOrElse(file -> root.put("policy", file), () -> root.putNull("policy"));
        root.set("recorded", course(ReplaySummary.of(recording), recording.length(), recording.users()));
        ObjectNode now = course(ReplaySummary.of(recording, replayed), replayed.length(), replayed.users());
        now.set("usersModelled", counts(replayed.modelled()));
        now.set("usersAfterPromotion", counts(replayed.later()));
        ArrayNode model = now.putArray("model");
        replayed.model()
                .forEach(one ->
                        model.addObject().put("from", seconds(one.from())).put("to", seconds(one.to())));
        root.set("replayed", now);
        ArrayNode notes = root.putArray("notes");
        recording.notes().forEach(notes::add);
        return OutputFormat.json.text(root);
    }

    private static ObjectNode course(ReplaySummary story, Duration length, Counts users) {
        ObjectNode course = JSON.createObjectNode();
        story.outcome().ifPresentOrElse(end -> course.put("outcome", end.name()), () -> course.putNull("outcome"));
        course.put("seconds", seconds(length));
        course.set("users", counts(users));
        ArrayNode decisions = course.putArray("decisions");
        story.chapters()
                .forEach(one -> decisions
                        .addObject()
                        .put("at", seconds(one.at()))
                        .put("decision", one.what())
                        .put("why", one.why()));
        return course;
    }

    private static ObjectNode counts(Counts counts) {
        return JSON.createObjectNode()
                .put("green", counts.green())
                .put("greenFailed", counts.greenFailed())
                .put("blue", counts.blue())
                .put("blueFailed", counts.blueFailed());
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }
}
