package dev.sluice.cli.cluster;

import static java.util.stream.Collectors.joining;

import io.fabric8.kubernetes.api.model.NamedContext;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.internal.KubeConfigUtils;
import java.io.File;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the user's kubeconfig as kubectl does; the client library alone would take another context, or another cluster, in silence. */
final class Kubeconfig {
    private static final int CONNECT_MILLIS = 2000;
    private static final Duration USUAL = Duration.ofSeconds(10);

    private Kubeconfig() {}

    static Config read(ClusterOptions options) {
        ConfigBuilder config = new ConfigBuilder(found(options))
                .withConnectionTimeout(CONNECT_MILLIS)
                .withRequestTimeout(millis(options.requestTimeout == null ? USUAL : options.requestTimeout))
                .withRequestRetryBackoffLimit(0);
        if (options.namespace != null) {
            config.withNamespace(options.namespace);
        }
        if (options.as != null) {
            config.withImpersonateUsername(options.as);
        }
        if (options.asGroups != null) {
            config.withImpersonateGroups(options.asGroups);
        }
        if (options.token != null) {
            config.withOauthToken(options.token).withAutoOAuthToken(null);
        }
        return config.build();
    }

    /** The client counts in an int, which is 24 days. */
    private static int millis(Duration timeout) {
        return (int) Math.min(Integer.MAX_VALUE, timeout.toMillis());
    }

    private static Config found(ClusterOptions options) {
        if (options.kubeconfig != null) {
            File file = new File(options.kubeconfig);
            if (!file.canRead()) {
                throw new CliException.Usage("--kubeconfig is " + file + ", which cannot be read; name a file");
            }
            return checked(parsed(options.context, file), options.context, List.of(file));
        }
        List<File> files = Config.getKubeconfigFilenames().stream()
                .map(File::new)
                .filter(File::canRead)
                .toList();
        boolean told = System.getProperty(Config.KUBERNETES_MASTER_SYSTEM_PROPERTY) != null;
        boolean inside = new File(Config.KUBERNETES_SERVICE_ACCOUNT_TOKEN_PATH).canRead();
        if (files.isEmpty() && !told && !inside) {
            throw new CliException.Usage("no kubeconfig: " + String.join(", ", Config.getKubeconfigFilenames())
                    + " cannot be read; set KUBECONFIG or give --kubeconfig");
        }
        Config config = files.size() == 1 && !told
                ? parsed(options.context, files.getFirst())
                : Config.autoConfigure(options.context);
        return files.isEmpty() || told ? config : checked(config, options.context, files);
    }

    private static Config parsed(@Nullable String context, File file) {
        try {
            return Config.fromKubeconfig(context, file);
        } catch (RuntimeException e) {
            throw new CliException.Usage(file + " is no kubeconfig: "
                    + String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
        }
    }

    private static Config checked(Config config, @Nullable String wanted, List<File> files) {
        String where = files.stream().map(File::toString).collect(joining(", "));
        List<String> names = config.getContexts().stream()
                .map(NamedContext::getName)
                .sorted()
                .toList();
        String known = names.isEmpty() ? "it has none" : "it has " + String.join(", ", names);
        if (wanted != null && !names.contains(wanted)) {
            throw new CliException.Usage("there is no context " + wanted + " in " + where + "; " + known);
        }
        NamedContext current = config.getCurrentContext();
        if (current == null) {
            throw new CliException.Usage(where + " has no current context; choose one with --context (" + known + ")");
        }
        if (!knows(files, current.getContext().getCluster())) {
            throw new CliException.Usage("context " + current.getName() + " of " + where + " names cluster "
                    + current.getContext().getCluster() + ", which is not there; choose another with --context");
        }
        return config;
    }

    /** The client takes a cluster that it does not find for the one that it runs in. */
    private static boolean knows(List<File> files, @Nullable String cluster) {
        return files.stream()
                .map(KubeConfigUtils::parseConfig)
                .flatMap(config -> config.getClusters().stream())
                .anyMatch(one -> one.getName().equals(cluster));
    }
}
