package dev.sluice.web.page;

import io.quarkus.qute.Engine;
import io.quarkus.qute.EngineBuilder;
import io.quarkus.qute.TemplateLocator;
import io.quarkus.qute.Variant;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.Reader;
import java.io.StringReader;
import java.util.Optional;

/**
 * Leaves the pages' templates unread until somebody asks for one. Qute reads them all at each start, the controller's too, which has no pages; the build has
 * checked them already. So at the start it finds empty ones, which are forgotten when the engine stands.
 */
@ApplicationScoped
class TemplateLoading {
    private volatile boolean started;

    void building(@Observes EngineBuilder engine) {
        engine.addLocator(new Nothing());
    }

    void built(@Observes Engine engine) {
        started = true;
        engine.clearTemplates();
    }

    /** Before all other locators while the application starts, and not there afterwards. */
    private final class Nothing implements TemplateLocator {
        @Override
        public Optional<TemplateLocation> locate(String id) {
            return started ? Optional.empty() : Optional.of(new Empty());
        }

        @Override
        public int getPriority() {
            return DEFAULT_PRIORITY + 1;
        }
    }

    private record Empty() implements TemplateLocator.TemplateLocation {
        @Override
        public Reader read() {
            return new StringReader("");
        }

        @Override
        public Optional<Variant> getVariant() {
            return Optional.empty();
        }
    }
}
