package dev.sluice.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Shows what the controllers do, and lets people steer; controls nothing itself. */
@Command(
        name = "dashboard",
        description = "Serves the dashboard: what the dashboard's container in the cluster does.",
        mixinStandardHelpOptions = true,
        versionProvider = Versions.class)
final class DashboardCommand implements Callable<Integer> {
    @Override
    public Integer call() {
        System.setProperty("sluice.controller.enabled", "false");
        System.setProperty("sluice.web.enabled", "true");
        return ControllerCommand.run();
    }
}
