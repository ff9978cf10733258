package dev.sluice.cli;

import io.quarkus.runtime.annotations.QuarkusMain;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The sluice command. Without a subcommand it is the controller, which is what the container runs. */
@QuarkusMain
@Command(
        name = "sluice",
        description = "Progressive delivery with health gates for Kubernetes and Istio.",
        mixinStandardHelpOptions = true,
        versionProvider = Versions.class,
        subcommands = {
            ControllerCommand.class,
            DemoCommand.class,
            PlanCommand.class,
            ReplayCommand.class,
            NotifyCommand.class
        })
public final class Main implements Callable<Integer> {

    /** Runs the command line, before any part of the application is up. */
    public static void main(String... args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Main())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler(Main::failed);
    }

    @Override
    public Integer call() {
        return ControllerCommand.run();
    }

    private static int failed(Exception cause, CommandLine command, CommandLine.ParseResult parsed) {
        PrintWriter err = command.getErr();
        err.println(cause.getMessage() == null ? cause.toString() : cause.getMessage());
        return CommandLine.ExitCode.SOFTWARE;
    }
}
