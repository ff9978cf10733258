package dev.sluice.cli;

import dev.sluice.cli.doctor.DoctorCommand;
import dev.sluice.cli.install.InstallCommand;
import dev.sluice.cli.install.UninstallCommand;
import dev.sluice.cli.live.ReportCommand;
import dev.sluice.cli.live.StatusCommand;
import dev.sluice.cli.live.WatchCommand;
import dev.sluice.cli.steer.Steering;
import dev.sluice.cli.text.Clean;
import dev.sluice.cli.text.Screen;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.io.PrintWriter;
import java.time.InstantSource;
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
            StatusCommand.class,
            WatchCommand.class,
            ReportCommand.class,
            DoctorCommand.class,
            InstallCommand.class,
            UninstallCommand.class
        })
public final class Main implements Callable<Integer> {

    /** Runs the command line, before any part of the application is up. */
    public static void main(String... args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        CommandLine main = new CommandLine(new Main());
        Steering.looks(InstantSource.system()).forEach(main::addSubcommand);
        Steering.wishes(InstantSource.system()).forEach(main::addSubcommand);
        return main.setCaseInsensitiveEnumValuesAllowed(true)
                .setColorScheme(CommandLine.Help.defaultColorScheme(Screen.ansi()))
                .setExecutionExceptionHandler(Main::failed);
    }

    @Override
    public Integer call() {
        return ControllerCommand.run();
    }

    private static int failed(Exception cause, CommandLine command, CommandLine.ParseResult parsed) {
        PrintWriter err = command.getErr();
        err.println(Clean.text(cause.getMessage() == null ? cause.toString() : cause.getMessage()));
        return CommandLine.ExitCode.SOFTWARE;
    }
}
