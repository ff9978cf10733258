package dev.sluice.cli;

import dev.sluice.api.TextSanitizer;
import dev.sluice.cli.cluster.CliException;
import dev.sluice.cli.cluster.ClusterOptions;
import dev.sluice.cli.doctor.DoctorCommand;
import dev.sluice.cli.install.InstallCommand;
import dev.sluice.cli.install.UninstallCommand;
import dev.sluice.cli.live.ReportCommand;
import dev.sluice.cli.live.StatusCommand;
import dev.sluice.cli.live.WatchCommand;
import dev.sluice.cli.steer.RolloutCommands;
import dev.sluice.cli.text.DurationConverter;
import dev.sluice.cli.text.ExitCodes;
import dev.sluice.cli.text.TerminalOutput;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The sluice command. Without a subcommand it does nothing: what acts on a cluster, the controller above all, is named. */
@QuarkusMain
@Command(
        name = "sluice",
        description = "Progressive delivery with health gates for Kubernetes and Istio.",
        mixinStandardHelpOptions = true,
        versionProvider = Versions.class,
        synopsisSubcommandLabel = "COMMAND",
        abbreviateSynopsis = true,
        commandListHeading = "%n",
        footer = {
            "",
            "Exit codes: 0 done, 1 not done, 2 wrong options; release, retry and undo --wait:",
            "3 went back, 4 not over in time. Help on one command: sluice COMMAND --help"
        })
public final class Main implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    /** Runs the command line, before any part of the application is up. */
    public static void main(String... args) {
        System.exit(commandLine(Clock.system(ZoneId.systemDefault()), args.length == 0 ? "" : args[0])
                .execute(args));
    }

    static CommandLine commandLine() {
        return commandLine(Clock.system(ZoneId.systemDefault()));
    }

    static CommandLine commandLine(Clock clock) {
        return commandLine(clock, "");
    }

    /**
     * @param clock its zone is that of the times that people read
     * @param word what the command line begins with; empty builds every command
     */
    static CommandLine commandLine(Clock clock, String word) {
        CommandLine main = new CommandLine(new Main());
        // Before the command, where kubectl's users write them, too; the command's own ones find them here.
        main.addMixin("cluster", new ClusterOptions());
        new GroupedHelpRenderer()
                .add("Look at releases", List.of(new StatusCommand(), new WatchCommand()))
                .add("Look at releases", RolloutCommands.looks(clock))
                .add("Look at releases", List.of(new ReportCommand()))
                .add("Release and steer", RolloutCommands.wishes(clock))
                .add("Write policies", List.of(new LintCommand(), new PlanCommand(), new ReplayCommand()))
                .add(
                        "Set up",
                        List.of(new InstallCommand(), new UninstallCommand(), new DoctorCommand(), new NotifyCommand()))
                .add("Run", List.of(new ControllerCommand(), new DashboardCommand()))
                .add("More", List.of(new CompletionCommand(), new VersionCommand()))
                .into(main, word);
        main.addSubcommand(new WarmUpCommand());
        return main.registerConverter(Duration.class, new DurationConverter())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setColorScheme(CommandLine.Help.defaultColorScheme(TerminalOutput.ansi()))
                .setParameterExceptionHandler(Main::misused)
                .setExecutionExceptionHandler(Main::failed);
    }

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return ExitCodes.USAGE;
    }

    /** One line, and where to read on; the whole help would push it off the screen. */
    private static int misused(ParameterException cause, String... args) {
        CommandLine command = cause.getCommandLine();
        PrintWriter err = command.getErr();
        err.println(TextSanitizer.text(String.valueOf(cause.getMessage())));
        if (!CommandLine.UnmatchedArgumentException.printSuggestions(cause, err)) {
            err.println("Help: " + command.getCommandSpec().qualifiedName() + " --help");
        }
        return ExitCodes.USAGE;
    }

    private static int failed(Exception cause, CommandLine command, CommandLine.ParseResult parsed) {
        PrintWriter err = command.getErr();
        err.println(TextSanitizer.text(cause.getMessage() == null ? cause.toString() : cause.getMessage()));
        return cause instanceof CliException.Usage ? ExitCodes.USAGE : ExitCodes.FAILED;
    }
}
