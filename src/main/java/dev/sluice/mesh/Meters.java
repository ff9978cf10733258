package dev.sluice.mesh;

import dev.sluice.rollout.Target;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;

/** Starts meters. */
@ApplicationScoped
public class Meters {
    private final Scraper scraper;
    private final Documents documents;
    private final WatchedObjects objects;
    private final InstantSource clock;

    Meters(Scraper scraper, Documents documents, WatchedObjects objects, InstantSource clock) {
        this.scraper = scraper;
        this.documents = documents;
        this.objects = objects;
        this.clock = clock;
    }

    /** Starts to count users' requests of both versions of a rollout; nothing is asked before it is aimed. */
    public Meter start(Target target) {
        return start(target, Meter.Pace.NORMAL);
    }

    Meter start(Target target, Meter.Pace pace) {
        Meter meter = new Meter(
                target,
                scraper,
                new Lexicon(documents, host -> objects.strangersTo(host, target.namespace()), target),
                clock,
                pace);
        Thread.ofVirtual().name("count-" + target.rollout()).start(meter::run);
        return meter;
    }
}
