package dev.sluice.truth;

import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives every test a scene in one cluster for all; without the programs for that the tests are skipped, and say why. */
final class Truth implements BeforeEachCallback, AfterEachCallback, ParameterResolver {
    private static final Namespace OURS = Namespace.create(Truth.class);
    private static final AtomicInteger SCENES = new AtomicInteger();

    @Override
    public void beforeEach(ExtensionContext context) {
        Tools.missing().ifPresent(reason -> Assumptions.abort("The truth suite cannot run: " + reason));
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Scene.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Tools.missing().ifPresent(reason -> Assumptions.abort("The truth suite cannot run: " + reason));
        Cluster cluster = context.getRoot()
                .getStore(OURS)
                .getOrComputeIfAbsent(Cluster.class, key -> Cluster.start(Tools.find()), Cluster.class);
        Scene scene = new Scene(cluster, "s" + SCENES.incrementAndGet());
        context.getStore(OURS).put(Scene.class, scene);
        return scene;
    }

    @Override
    public void afterEach(ExtensionContext context) {
        Scene scene = context.getStore(OURS).get(Scene.class, Scene.class);
        if (scene != null) {
            try {
                scene.close();
            } finally {
                Report.add(context, scene);
            }
        }
    }

    /** A test's name in words. */
    static String words(ExtensionContext context) {
        return context.getRequiredTestMethod()
                .getName()
                .replaceAll("([A-Z])", " $1")
                .toLowerCase(Locale.ROOT);
    }
}
