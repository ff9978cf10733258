package dev.sluice.cli;

import dev.sluice.cli.text.ExitCodes;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** A script that lets a shell complete commands and options. */
@Command(
        name = "completion",
        description = {
            "Prints a script that lets your shell complete commands and options.",
            "",
            "  bash:  source <(sluice completion bash)         # in ~/.bashrc",
            "  zsh:   source <(sluice completion zsh)          # in ~/.zshrc"
        },
        mixinStandardHelpOptions = true)
final class CompletionCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "SHELL", description = "${COMPLETION-CANDIDATES}.")
    private Shell shell = Shell.bash;

    /** Which shell reads it. */
    enum Shell {
        bash,
        zsh
    }

    @Override
    public Integer call() {
        CommandLine root = spec.root().commandLine();
        var out = spec.commandLine().getOut();
        // One script for both: in zsh it turns on the emulation of bash's completion by itself.
        out.print(AutoComplete.bash(root.getCommandName(), root));
        out.flush();
        return ExitCodes.DONE;
    }
}
