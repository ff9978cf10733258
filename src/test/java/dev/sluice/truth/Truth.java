package dev.sluice.truth;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives every test its scenes in one cluster for all; without the programs for that the tests are skipped, and say why. */
final class Truth implements BeforeEachCallback, AfterEachCallback, ParameterResolver {
    private static final Namespace OURS = Namespace.create(Truth.class);
    private static final AtomicBoolean SAID = new AtomicBoolean();
    private static final AtomicInteger SCENES = new AtomicInteger();

    @Override
    public void beforeEach(ExtensionContext context) {
        skipWithoutTools();
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == TruthScene.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        skipWithoutTools();
        TruthCluster cluster = context.getRoot()
                .getStore(OURS)
                .computeIfAbsent(TruthCluster.class, key -> TruthCluster.start(Tools.find()), TruthCluster.class);
        TruthScene scene = new TruthScene(cluster, "s" + SCENES.incrementAndGet());
        scenes(context).add(scene);
        return scene;
    }

    @Override
    public void afterEach(ExtensionContext context) {
        List<TruthScene> scenes = scenes(context);
        scenes.forEach(scene -> {
            try {
                scene.close();
            } finally {
                TruthReport.add(context, scene);
            }
        });
    }

    /** The scenes that a test has asked for: an outage that costs a minute is played before several of them at once. */
    @SuppressWarnings("unchecked")
    private static List<TruthScene> scenes(ExtensionContext context) {
        return context.getStore(OURS).computeIfAbsent(TruthScene.class, key -> new ArrayList<TruthScene>(), List.class);
    }

    /** Says so where everybody looks: a summary tells how many tests were skipped and not why. */
    static void skipWithoutTools() {
        Tools.missing().ifPresent(reason -> {
            String said = "The truth suite is skipped: " + reason;
            if (SAID.compareAndSet(false, true)) {
                System.err.println(said);
            }
            Assumptions.abort(said);
        });
    }

    /** A test's name in words. */
    static String words(ExtensionContext context) {
        return context.getRequiredTestMethod()
                .getName()
                .replaceAll("([A-Z])", " $1")
                .toLowerCase(Locale.ROOT);
    }
}
