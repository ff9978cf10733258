package dev.sluice.controller;

import dev.sluice.kubernetes.StoredRollout;
import dev.sluice.replay.Recorder;
import dev.sluice.replay.RecordingMetadata;
import java.time.Instant;
import java.util.Optional;

/** Begins recordings, and makes them fit into a status. */
final class RecordingFactory {
    /** Characters. The API server takes about 1.5 million for a whole object; many rollouts are kept in memory. */
    private static final int MOST = 24 * 1024;

    private RecordingFactory() {}

    static Recorder of(StoredRollout stored, Instant now) {
        Recorder recorder = new Recorder(new RecordingMetadata(
                stored.key(),
                version(),
                now,
                stored.spec().blue().subset(),
                stored.spec().green().subset(),
                stored.spec().plan(),
                stored.spec().first()));
        if (stored.rollout().isPresent()) {
            recorder.note(
                    "begins where a controller took the rollout up again; what was met and proven before is not in it");
        }
        return recorder;
    }

    static String packed(Recorder recorder) {
        return recorder.recording().within(MOST).packed();
    }

    private static String version() {
        return Optional.ofNullable(RecordingFactory.class.getPackage().getImplementationVersion())
                .orElse("development");
    }
}
