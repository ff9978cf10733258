package dev.sluice.cli.doctor;

import dev.sluice.cli.cluster.Cluster;
import dev.sluice.cli.cluster.ClusterCommand;
import dev.sluice.cli.text.CommandOutput;
import dev.sluice.cli.text.ExitCodes;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Looks for what would keep Sluice from working. */
@Command(
        name = "doctor",
        description =
                "Looks for what would keep Sluice from working, or a release from beginning, and says the cure. Changes nothing.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:nothing failed", "1:something did", "2:an option or a file cannot be used"})
public final class DoctorCommand extends ClusterCommand {
    @Option(
            names = "--policy",
            paramLabel = "FILE|NAME",
            description =
                    "The only policy to look at: of the cluster, or of a file that need not be applied. Default: all.")
    private @Nullable String policy;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            defaultValue = "table",
            description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    private CheckReport.Output output = CheckReport.Output.table;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            defaultValue = "10s",
            description = "How long each check may take. Default: ${DEFAULT-VALUE}.")
    private Duration timeout = Duration.ZERO;

    @Override
    protected int run(Cluster cluster, CommandOutput voice) {
        List<PolicyUnderTest> files = policy == null ? List.of() : PolicyUnderTest.ofFile(policy, cluster.home());
        CheckPlan.Scope scope = new CheckPlan.Scope(
                options().namespace(), Optional.ofNullable(policy).filter(_ -> files.isEmpty()), files);
        List<CheckResult> findings = new CheckPlan(cluster.client(), Clock.systemUTC(), scope, timeout).examine();
        voice.print(CheckReport.text(findings, output, voice.screen()));
        return findings.stream().anyMatch(one -> one.result() == CheckResult.Status.fail)
                ? ExitCodes.FAILED
                : ExitCodes.DONE;
    }
}
