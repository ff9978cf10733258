package dev.sluice.cli.install;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Applies the manifests: looks first, tells, then writes only what differs. Whatever is somebody else's stays as it is. */
public final class Installation {
    private static final int CONFLICT = 409;
    private static final int NOT_FOUND = 404;

    private final Shelf shelf;
    private final boolean force;
    private final List<Step> steps;

    private Installation(Shelf shelf, boolean force, List<Step> steps) {
        this.shelf = shelf;
        this.force = force;
        this.steps = steps;
    }

    /**
     * Looks what there is to do.
     *
     * @param force takes over fields that another tool has set to something else
     * @throws Refusal when an object of one of our names is somebody else's
     */
    public static Installation plan(KubernetesClient client, Manifests manifests, boolean force) {
        Shelf shelf = new Shelf(client);
        List<Step> steps = new ArrayList<>();
        for (ObjectNode object : manifests.all()) {
            Thing thing = new Thing(object);
            steps.add(new Step(thing, change(shelf, thing, force)));
        }
        return new Installation(shelf, force, List.copyOf(steps));
    }

    /** One line for each object. */
    public List<String> lines() {
        return steps.stream().map(Step::toString).toList();
    }

    /** Whether anything is to be written. */
    public boolean changes() {
        return steps.stream().anyMatch(Step::changes);
    }

    /**
     * Writes.
     *
     * @param told is told of each object
     */
    public void apply(Consumer<String> told) {
        for (Step step : steps) {
            if (step.changes()) {
                apply(step.thing());
                told.accept((step.change() == Change.create ? "created " : "updated ") + step.thing());
            }
        }
    }

    private void apply(Thing thing) {
        try {
            shelf.apply(thing, force, false);
        } catch (KubernetesClientException e) {
            throw refused(thing, e);
        }
    }

    private static Change change(Shelf shelf, Thing thing, boolean force) {
        Optional<ObjectNode> found = shelf.get(thing);
        if (found.isEmpty()) {
            return Change.create;
        }
        if (!thing.owns(found.get())) {
            if (thing.is("Namespace")) {
                return Change.keep;
            }
            throw new Refusal(thing + " exists and is not Sluice's (it lacks the label app.kubernetes.io/name=sluice);"
                    + " rename or delete it, or give it that label");
        }
        try {
            return Sameness.same(found.get(), shelf.apply(thing, force, true)) ? Change.unchanged : Change.update;
        } catch (KubernetesClientException e) {
            throw refused(thing, e);
        }
    }

    private static RuntimeException refused(Thing thing, KubernetesClientException e) {
        return switch (e.getCode()) {
            case CONFLICT ->
                new Refusal(thing + ": another tool has set some of its fields to something else (" + said(e)
                        + "); --force-conflicts takes them over");
            case NOT_FOUND -> new Refusal(thing + ": " + said(e) + "; does its namespace exist?");
            default -> e;
        };
    }

    private static String said(KubernetesClientException e) {
        String message = e.getStatus() == null ? e.getMessage() : e.getStatus().getMessage();
        return String.valueOf(message).lines().findFirst().orElse("");
    }
}
