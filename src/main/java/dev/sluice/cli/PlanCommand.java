package dev.sluice.cli;

import dev.sluice.cli.text.CommandOutput;
import dev.sluice.cli.text.ExitCodes;
import dev.sluice.cli.text.OutputFormat;
import dev.sluice.rollout.Forecast;
import dev.sluice.rollout.Plan;
import dev.sluice.rollout.TrafficAssumptions;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What a policy means: how long a release takes, what it needs to see, and how fast a bad version is gone. */
@Command(
        name = "plan",
        description =
                "Says what to expect of a policy before any release: its schedule, the smallest fault it notices, and how fast the"
                        + " traffic is back. Asks no cluster.",
        mixinStandardHelpOptions = true,
        versionProvider = Versions.class,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:every policy was planned", "2:a file or an option cannot be used"})
final class PlanCommand implements Callable<Integer> {
    private static final double ASSUMED_RPS = 100;
    private static final double BLUE_FAILS = 0.001;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(
            arity = "1..*",
            paramLabel = "FILE",
            description = "A RolloutPolicy, as in policies/*.yaml; - reads standard input.")
    private List<String> files = List.of();

    @Option(
            names = "--rps",
            paramLabel = "N",
            description = "Requests that users send to the app each second. Assumed when not given: 100.")
    private @Nullable Double rps;

    @Option(names = "--pods", paramLabel = "N", description = "Pods of the new version: shows what one bad pod does.")
    private @Nullable Integer pods;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            defaultValue = "table",
            description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    private Output output = Output.table;

    /** What it is written as. */
    enum Output {
        table,
        json,
        yaml
    }

    @Override
    public Integer call() {
        var err = spec.commandLine().getErr();
        List<String> errors = new ArrayList<>(badOptions());
        List<PolicyFiles.NamedPolicy> policies = new ArrayList<>();
        var reader = new PolicyFiles(System.in, err::println);
        for (String file : files) {
            try {
                policies.addAll(reader.read(file));
            } catch (PolicyFiles.InvalidFile e) {
                errors.add(String.valueOf(e.getMessage()));
            }
        }
        errors.forEach(err::println);
        if (errors.isEmpty()) {
            print(policies);
        }
        return errors.isEmpty() ? ExitCodes.DONE : ExitCodes.USAGE;
    }

    private List<String> badOptions() {
        List<String> errors = new ArrayList<>();
        if (rps != null && !(rps >= 0 && rps <= 1e7)) {
            errors.add("--rps is " + rps + "; it goes from 0 to 10000000");
        }
        if (pods != null && !(pods >= 1 && pods <= 10_000)) {
            errors.add("--pods is " + pods + "; it goes from 1 to 10000");
        }
        return errors;
    }

    private void print(List<PolicyFiles.NamedPolicy> policies) {
        TrafficAssumptions load = new TrafficAssumptions(
                rps == null ? ASSUMED_RPS : rps, BLUE_FAILS, pods == null ? OptionalInt.empty() : OptionalInt.of(pods));
        List<PlannedPolicy> plans = policies.stream()
                .map(policy -> new PlannedPolicy(policy, Forecast.of(Plan.of(policy.spec()), load), rps != null))
                .toList();
        CommandOutput voice = CommandOutput.of(spec);
        voice.print(
                switch (output) {
                    case table -> PlanText.of(plans, voice.screen());
                    case json -> OutputFormat.json.text(PlanJson.of(plans));
                    case yaml -> OutputFormat.yaml.text(PlanJson.of(plans));
                });
    }
}
