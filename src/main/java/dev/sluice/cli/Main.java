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
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;

/** The sluice command. Without a subcommand it is the controller, which is what the container runs. */
@QuarkusMain
@Command(
        name = "sluice",
        description = "Progressive delivery with health gates for Kubernetes and Istio.",
        mixinStandardHelpOptions = true,
        versionProvider = Versions.class,
