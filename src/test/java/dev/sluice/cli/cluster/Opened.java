package dev.sluice.cli.cluster;

import dev.sluice.demo.LocalKubeconfig;
import java.net.URI;
import picocli.CommandLine;

/** A cluster as a command has it. */
public final class Opened {
    private Opened() {}

    /** The namespace default of the API server there. */
    public static Cluster at(URI server) {
        String file = LocalKubeconfig.write(server).toString();
        return CommandLine.populateCommand(new ClusterOptions(), "--kubeconfig", file)
                .open();
    }
}
