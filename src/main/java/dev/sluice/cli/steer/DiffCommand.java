package dev.sluice.cli.steer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.difflib.DiffUtils;
import com.github.difflib.UnifiedDiffUtils;
import dev.sluice.api.PolicySpec;
import dev.sluice.api.TextSanitizer;
import dev.sluice.cli.cluster.ApiRequestDescription;
import dev.sluice.cli.cluster.CliException;
import dev.sluice.cli.cluster.Cluster;
import dev.sluice.cli.cluster.ClusterCommand;
import dev.sluice.cli.cluster.Deployments;
import dev.sluice.cli.text.AnsiStyle;
import dev.sluice.cli.text.CommandOutput;
import dev.sluice.cli.text.ExitCodes;
import dev.sluice.cli.text.OutputFormat;
import dev.sluice.cli.text.TerminalOutput;
import dev.sluice.kubernetes.PodTemplateHash;
import dev.sluice.kubernetes.StoredPolicy;
import dev.sluice.rollout.Plan;
import dev.sluice.rollout.Stage;
import dev.sluice.rollout.Weight;
import dev.sluice.traffic.TrafficConfigException;
import dev.sluice.traffic.istio.Candidate;
import dev.sluice.traffic.istio.TrafficDryRun;
import dev.sluice.traffic.istio.TrafficDryRun.Sheet;
import dev.sluice.traffic.istio.TrafficSplit;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What a release would change in the mesh. */
@Command(
        name = "diff",
        description = "Shows what a release would write into the mesh, as a unified diff. Writes nothing.",
        mixinStandardHelpOptions = true)
final class DiffCommand extends ClusterCommand {
    private static final String VERSION = "version";
    private static final int CONTEXT = 3;

    @Parameters(paramLabel = "deploy/NAME", description = "The Deployment of the new version.")
    private String name = "";

    @Option(
            names = "--policy",
            paramLabel = "NAME",
            description = "Default: the one that the Deployment names, or the only one of the namespace.")
    private @Nullable String policy;

    @Option(
            names = "--weight",
            paramLabel = "PERCENT",
            description = "The new version's share of the traffic. Default: that of the first step.")
    private @Nullable Double percent;

    @Override
    protected int run(Cluster cluster, CommandOutput output) {
        if (percent != null && !(percent >= 0 && percent <= 100)) {
            throw new CliException.Usage("--weight is " + percent + "; it goes from 0 to 100");
        }
        Deployments deployments = new Deployments(cluster);
        Deployment green = deployments.named(name);
        String chosen = deployments.policyOf(green, Optional.ofNullable(policy));
        PolicySpec spec = spec(cluster, chosen);
        String version = version(green);
        TrafficDryRun preview = TrafficDryRun.of(cluster.client());
        Candidate candidate = Candidate.of(green, deployments.all());
        ApiRequestDescription ask =
                new ApiRequestDescription("get", "virtualservices.networking.istio.io", cluster.home());
        try {
            TrafficSplit traffic = cluster.ask(ask, () -> preview.traffic(cluster.home(), spec, candidate));
            if (traffic.blue().equals(traffic.green())) {
                throw new CliException(ReleaseStarter.name(green) + " carries the traffic already (subset "
                        + traffic.blue() + "); there is nothing to release");
            }
            traffic.leftAlone().forEach(output::aside);
            Weight weight = percent == null ? first(spec) : Weight.ofPercent(percent);
            String rollout = chosen + "-" + PodTemplateHash.id(green);
            cluster.ask(ask, () -> preview.at(weight, cluster.home(), rollout, spec, traffic, version))
                    .forEach(sheet -> output.print(diff(sheet, output.screen())));
        } catch (TrafficConfigException e) {
            throw new CliException(e.why());
        }
        return ExitCodes.DONE;
    }

    private static PolicySpec spec(Cluster cluster, String chosen) {
        StoredPolicy found = cluster.find().policies().stream()
                .filter(one -> one.name().equals(chosen))
                .findFirst()
                .orElseThrow();
        return found.spec().orElseThrow(() -> new CliException("policy " + found.problem()));
    }

    /** The first one that users notice. */
    private static Weight first(PolicySpec spec) {
        return Plan.of(spec).stages().stream()
                .map(Stage::weight)
                .filter(weight -> weight.compareTo(Weight.NONE) > 0)
                .min(Comparator.naturalOrder())
                .orElse(Weight.ALL);
    }

    private static String version(Deployment green) {
        return Optional.ofNullable(green.getSpec().getTemplate().getMetadata())
                .flatMap(metadata -> Optional.ofNullable(metadata.getLabels()))
                .map((Map<String, String> labels) -> labels.get(VERSION))
                .filter(label -> !label.isEmpty())
                .orElseThrow(
                        () -> new CliException(
                                ReleaseStarter.name(green)
                                        + " has no label version in spec.template.metadata.labels; add one that differs from the running version's"));
    }

    /** As {@code diff -u} shows it. */
    private static String diff(Sheet sheet, TerminalOutput screen) {
        String name = name(sheet.before());
        List<String> before = lines(sheet.before());
        List<String> diff = UnifiedDiffUtils.generateUnifiedDiff(
                name, name, before, DiffUtils.diff(before, lines(sheet.after())), CONTEXT);
        if (diff.isEmpty()) {
            return screen.paint(AnsiStyle.Faint, name + " stays as it is") + "\n";
        }
        StringBuilder text = new StringBuilder();
        diff.forEach(line -> text.append(painted(line, screen)).append('\n'));
        return text.toString();
    }

    private static String painted(String line, TerminalOutput screen) {
        AnsiStyle paint = switch (line.charAt(0)) {
            case '+' -> line.startsWith("+++ ") ? AnsiStyle.Bold : AnsiStyle.Good;
            case '-' -> line.startsWith("--- ") ? AnsiStyle.Bold : AnsiStyle.Bad;
            case '@' -> AnsiStyle.Calm;
            default -> AnsiStyle.Plain;
        };
        return screen.paint(paint, line);
    }

    private static String name(JsonNode object) {
        return object.path("kind").asText().toLowerCase(Locale.ROOT) + "/"
                + object.at("/metadata/name").asText();
    }

    /** What people wrote of it: not what the API server notes beside. */
    private static List<String> lines(ObjectNode object) {
        ObjectNode shown = object.objectNode();
        shown.set("spec", object.path("spec"));
        return TextSanitizer.text(OutputFormat.yaml.text(shown)).lines().toList();
    }
}
