package dev.sluice.cli;

import dev.sluice.cli.text.ExitCodes;
import dev.sluice.replay.Recording;
import dev.sluice.replay.Replay;
import dev.sluice.replay.Replayed;
import dev.sluice.rollout.Outcome;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Decides again on what a rollout met. */
@Command(
        name = "replay",
        description = "Decides again on what a rollout met, under the policy of then or another. Asks no cluster.",
        mixinStandardHelpOptions = true,
        versionProvider = Versions.class,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:the replay ends Promoted",
            "2:a file or an option cannot be used",
            "3:the replay ends with all traffic back on blue",
            "4:the replay does not come to an end"
        })
final class ReplayCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(
            paramLabel = "FILE",
            description =
                    "A Rollout that is over, as kubectl get rollout NAME -o yaml prints it, or the text of a recording;"
                            + " - reads standard input.")
    private String file = "";

    @Option(
            names = "--policy",
            paramLabel = "FILE",
            description = "A RolloutPolicy to decide by. Default: the one that decided then.")
    private @Nullable String policy;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            defaultValue = "table",
            description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}. recording prints the recording itself.")
    private Output output = Output.table;

    /** What is printed. */
    enum Output {
        table,
        json,
        recording
    }

    @Override
    public Integer call() {
        try {
            Recording recording = ReplayInput.recording(file);
            return output == Output.recording ? print(recording.text(), ExitCodes.DONE) : replay(recording);
        } catch (ReplayInput.Unusable e) {
            spec.commandLine().getErr().println(e.getMessage());
            return ExitCodes.USAGE;
        }
    }

    private int replay(Recording recording) {
        Optional<String> under = Optional.ofNullable(policy);
        Replayed replayed = policy == null ? Replay.of(recording) : Replay.of(recording, ReplayInput.policy(policy));
        return print(
                output == Output.json
                        ? ReplayJson.of(recording, replayed, under)
                        : ReplayText.of(recording, replayed, under),
                replayed.outcome()
                        .map(end -> end == Outcome.Promoted ? ExitCodes.DONE : ExitCodes.BACK)
                        .orElse(ExitCodes.OPEN));
    }

    private int print(String text, int exit) {
        var out = spec.commandLine().getOut();
        out.print(text);
        out.flush();
        return exit;
    }
}
