package dev.sluice.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What has to do with notifications. */
@Command(
        name = "notify",
        description = "Tries out notifications.",
        mixinStandardHelpOptions = true,
        versionProvider = Versions.class,
        subcommands = NotifyTestCommand.class)
final class NotifyCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(), "sluice notify needs a command; try: sluice notify test --help");
    }
}
