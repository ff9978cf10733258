package dev.sluice.probe;

import dev.sluice.policy.ProbeSpec;
import dev.sluice.rollout.Target;
import io.vertx.ext.web.client.WebClient;
import jakarta.enterprise.context.ApplicationScoped;

/** Starts probers. */
@ApplicationScoped
public class Probers {
    private final WebClient web;

    Probers(WebClient web) {
        this.web = web;
    }

    /** Starts to probe both versions of a rollout; nothing is sent before it is aimed. */
    public Prober start(Target target, ProbeSpec spec) {
        Prober prober = new Prober(new Probe(web, target, spec), spec.rate());
        Thread.ofVirtual().name("probe-" + target.rollout()).start(prober::run);
        return prober;
    }
}
