package dev.sluice.kubernetes;

import dev.sluice.rollout.Desired;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/** Keeps what is recorded of one Rollout where no API server is, or refuses to. */
public final class RolloutMemory extends RolloutClient {
    private final List<String> states = new CopyOnWriteArrayList<>();
    private volatile boolean refusing;
    private volatile boolean released;

    /** @param client never asked */
    public RolloutMemory(KubernetesClient client) {
        super(client);
    }

    /** From now on nothing is taken. */
    public void refuse() {
        refusing = true;
    }

    /** The states that were recorded, in their order, each as often as it was. */
    public List<String> states() {
        return states;
    }

    /** Whether the Rollout was let go. */
    public boolean released() {
        return released;
    }

    @Override
    public RolloutClient asLongAs(Predicate<String> may) {
        return this;
    }

    @Override
    public StoredRollout record(
            StoredRollout known, RolloutStatusUpdate report, Optional<JournalEntry> entry, Instant at) {
        if (refusing) {
            throw new KubernetesClientException("etcdserver: request timed out");
        }
        RolloutStatus status = report.after(known, entry, at);
        states.add(String.valueOf(status.state()));
        return StoredRollout.of(new GenericKubernetesResourceBuilder(known.raw())
                        .addToAdditionalProperties("status", JsonMappers.map(status))
                        .build())
                .orElseThrow();
    }

    @Override
    public StoredRollout desire(StoredRollout known, Desired desired) {
        throw new UnsupportedOperationException("nothing here asks for a person");
    }

    @Override
    public void release(StoredRollout known) {
        released = true;
    }

    @Override
    public void end(StoredRollout known, RolloutStatusUpdate report, JournalEntry entry, Instant at) {
        throw new UnsupportedOperationException("nobody changes a plan here");
    }

    @Override
    public void delete(StoredRollout rollout) {
        throw new UnsupportedOperationException("nobody deletes anything here");
    }

    @Override
    public void stall(GenericKubernetesResource seen, String reason, String why, Instant at) {
        throw new UnsupportedOperationException("nothing here is unreadable");
    }
}
