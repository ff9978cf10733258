package dev.sluice.truth;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/**
 * Writes down what happened in each scene: a file a scene, and one page of all. The page is rendered anew after each scene, so
 * that a run that breaks off leaves what it had.
 */
final class TruthReport {
    private static final Namespace OURS = Namespace.create(TruthReport.class);

    private final Path folder;
    private int scenes;

    /** A report of nothing yet; what an earlier run left in the folder is forgotten. */
    TruthReport(Path folder) {
        this.folder = folder;
        files().forEach(file -> file.toFile().delete());
    }

    /** Adds the scene of the test that has just ended to the report of this run. */
    static void add(ExtensionContext context, TruthScene scene) {
        context.getRoot()
                .getStore(OURS)
                .computeIfAbsent(
                        TruthReport.class, key -> new TruthReport(Path.of("target", "truth")), TruthReport.class)
                .add(ReportScene.of(
                        ReportResult.of(context).with(scene.name()),
                        scene.users().all(),
                        scene.watching()));
    }

    /** Adds a scene and returns the page. */
    synchronized Path add(ReportScene scene) {
        scenes++;
        String name = "%03d-%s-%s.json"
                .formatted(scenes, scene.result().type(), scene.result().method());
        Texts.write(scenes().resolve(name), ReportPage.json(scene));
        return Texts.write(folder.resolve("report.html"), ReportPage.of(files()));
    }

    /** The scenes' files in the order of the scenes. */
    private List<Path> files() {
        if (!Files.exists(scenes())) {
            return List.of();
        }
        try (Stream<Path> found = Files.list(scenes())) {
            return found.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path scenes() {
        return folder.resolve("scenes");
    }
}
