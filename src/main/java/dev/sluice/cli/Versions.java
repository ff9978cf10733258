package dev.sluice.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IVersionProvider;

/** The version that the build wrote into the jar. */
final class Versions implements IVersionProvider {
    @Override
    public String[] getVersion() {
        return new String[] {"sluice " + version()};
    }

    private static String version() {
        String version = implementation();
        return version == null ? "development" : version;
    }

    private static @Nullable String implementation() {
        return Versions.class.getPackage().getImplementationVersion();
    }
}
