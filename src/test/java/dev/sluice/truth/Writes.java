package dev.sluice.truth;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * When Sluice changed the VirtualServices of a namespace, by the API server's own clock: what a test hears by a watch is late by as
 * much as the machine is busy, and two such times tell nothing exact of what lay between.
 */
record Writes(List<Instant> times) {
    static Writes of(TruthScene scene) {
        return new Writes(new Audit(scene.cluster().tools())
                .requests().stream()
                        .filter(request -> request.resource().equals("virtualservices"))
                        .filter(request -> request.namespace().equals(scene.namespace()))
                        .filter(request -> request.verb().equals("patch") && request.code() == 200)
                        .map(Audit.Request::at)
                        .sorted()
                        .toList());
    }

    /** How long each was the last. */
    List<Duration> stood() {
        List<Duration> stood = new ArrayList<>();
        for (int i = 1; i < times.size(); i++) {
            stood.add(Duration.between(times.get(i - 1), times.get(i)));
        }
        return stood;
    }
}
