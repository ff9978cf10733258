package dev.sluice.cli.live;

import dev.sluice.cli.cluster.CliException;
import dev.sluice.cli.cluster.Cluster;
import dev.sluice.cli.cluster.ClusterOptions;
import dev.sluice.cli.text.ExitCodes;
import dev.sluice.kubernetes.RolloutClient;
import dev.sluice.kubernetes.StoredRollout;
import dev.sluice.view.report.HtmlReport;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** One rollout as a page to keep. */
@Command(
        name = "report",
        description =
                "Writes one rollout as an HTML page that needs nothing but itself: to mail, to print, for the post-mortem.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:it was written", "1:the Rollout could not be read", "2:a file cannot be used"})
public final class ReportCommand implements Callable<Integer> {
    private static final String STDIO = "-";

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private ClusterOptions options = new ClusterOptions();

    @Parameters(
            arity = "0..1",
            paramLabel = "ROLLOUT",
            description = "A Rollout, or a policy: its newest. Default: the only active one, else the newest.")
    private @Nullable String name;

    @Option(
            names = {"-O", "--out"},
            paramLabel = "FILE",
            description = "Where to write it; - for standard output. Default: <rollout>.html.")
    private @Nullable String target;

    @Option(
            names = {"--file"},
            paramLabel = "FILE",
            description =
                    "A Rollout that was saved, as kubectl get rollout NAME -o yaml prints it; - reads standard input."
                            + " Asks no cluster.")
    private @Nullable String file;

    @Override
    public Integer call() {
        write(file == null ? asked() : saved(file));
        return ExitCodes.DONE;
    }

    private void write(StoredRollout rollout) {
        String page = HtmlReport.of(rollout, Clock.systemUTC().instant());
        PrintWriter out = spec.commandLine().getOut();
        if (STDIO.equals(target)) {
            out.print(page);
        } else {
            Path path = Path.of(target == null ? rollout.name() + ".html" : target);
            try {
                Files.writeString(path, page);
            } catch (IOException e) {
                throw new CliException.Usage(
                        path + ": cannot be written (" + e.getMessage() + "); choose another with -O");
            }
            out.println(path);
        }
        out.flush();
    }

    private StoredRollout asked() {
        try (Cluster cluster = options.open()) {
            return cluster.find().newest(name);
        }
    }

    private static StoredRollout saved(String file) {
        String where = file.equals(STDIO) ? "standard input" : file;
        try {
            String text = file.equals(STDIO)
                    ? new String(System.in.readAllBytes(), StandardCharsets.UTF_8)
                    : Files.readString(Path.of(file));
            return Optional.ofNullable(Serialization.unmarshal(text, GenericKubernetesResource.class))
                    .filter(raw -> "Rollout".equals(raw.getKind()))
                    .flatMap(RolloutClient::read)
                    .orElseThrow(() -> new CliException.Usage(
                            where + ": is no Rollout of Sluice's; give what kubectl get rollout NAME -o yaml prints"));
        } catch (NoSuchFileException e) {
            throw new CliException.Usage(where + ": does not exist; name a file");
        } catch (IOException e) {
            throw new CliException.Usage(where + ": cannot be read (" + e.getMessage() + ")");
        } catch (KubernetesClientException | IllegalArgumentException e) {
            throw new CliException.Usage(where + ": is not YAML");
        }
    }
}
