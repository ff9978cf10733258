package dev.sluice.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.rollout.Forecast;
import dev.sluice.rollout.RevertForecast;
import dev.sluice.rollout.StageForecast;
import dev.sluice.rollout.WorstCaseDetection;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** Plans for programs: a list with one object for each policy; times in seconds, shares in percent, null for never. */
final class PlanJson {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private PlanJson() {}

    static ArrayNode of(List<PlannedPolicy> plans) {
        ArrayNode all = NODES.arrayNode();
        plans.forEach(planned -> all.add(plan(planned)));
        return all;
    }

    private static ObjectNode plan(PlannedPolicy planned) {
        Forecast forecast = planned.forecast();
        ObjectNode node = NODES.objectNode()
                .put("policy", planned.policy().name())
                .put("namespace", planned.policy().namespace())
                .put("file", planned.policy().file())
                .put("shortestSeconds", seconds(forecast.shortest()))
                .put("longestSeconds", seconds(forecast.longest()))
                .put("podsWithinSeconds", seconds(forecast.waits()))
                .put("onUnhealthy", forecast.plan().onUnhealthy().name());
        forecast.gates().forEach(gate -> node.withArray("gates").add(gate.name()));
        ArrayNode stages = node.putArray("stages");
        forecast.stages().forEach(stage -> stages.add(stage(stage)));
        node.set("worst", worst(forecast.worst()));
        node.set("assumed", assumed(planned));
        ArrayNode warnings = node.putArray("warnings");
        planned.warnings().forEach(warnings::add);
        return node;
    }

    private static ObjectNode stage(StageForecast stage) {
        ObjectNode node = NODES.objectNode()
                .put("name", stage.stage().name())
                .put("weightPercent", stage.stage().weight().percent())
                .put("holdSeconds", seconds(stage.stage().hold()))
                .put("gate", stage.stage().gate())
                .put("shortestSeconds", seconds(stage.shortest()))
                .put("longestSeconds", stage.stage().gate() ? null : (Double) seconds(stage.latest()))
                .put("probesNeeded", stage.need().probes())
                .put("probesSent", stage.probes())
                .put("usersNeeded", stage.need().users())
                .put("usersOnGreen", stage.users())
                .put("noticesPercent", percent(stage.notices()))
                .put("noticesHiddenPercent", percent(stage.noticesHidden()));
        ArrayNode falls = node.putArray("faults");
        stage.falls().forEach(fall -> falls.add(fall(fall)));
        return node;
    }

    private static ObjectNode fall(RevertForecast fall) {
        return NODES.objectNode()
                .put("percent", rounded(100 * fall.share()))
                .put("backSeconds", seconds(fall.back()))
                .put("usersErrors", fall.back().isPresent() ? (Double) rounded(fall.failed()) : null);
    }

    private static ObjectNode worst(WorstCaseDetection worst) {
        return NODES.objectNode()
                .put("noPodReadySeconds", seconds(worst.podless()))
                .put("refusesSeconds", seconds(worst.refuses()))
                .put("hangsSeconds", seconds(worst.hangs()))
                .put("noGatewayAnswersSeconds", seconds(worst.blind()));
    }

    private static ObjectNode assumed(PlannedPolicy planned) {
        var load = planned.forecast().load();
        ObjectNode node = NODES.objectNode()
                .put("usersPerSecond", load.usersPerSecond())
                .put("usersPerSecondGiven", planned.rpsGiven())
                .put("blueErrorPercent", rounded(100 * load.blueFails()));
        load.pods().ifPresent(pods -> node.put("pods", pods));
        return node;
    }

    private static double seconds(Duration duration) {
        return rounded(duration.toNanos() / 1e9);
    }

    private static @Nullable Double seconds(Optional<Duration> duration) {
        return duration.map(PlanJson::seconds).orElse(null);
    }

    private static @Nullable Double percent(OptionalDouble share) {
        return share.isPresent() ? (Double) rounded(100 * share.getAsDouble()) : null;
    }

    private static double rounded(double number) {
        return Math.round(number * 1000) / 1000.0;
    }
}
