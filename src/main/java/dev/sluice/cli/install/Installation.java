package dev.sluice.cli.install;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.cli.cluster.Ask;
import dev.sluice.cli.cluster.Cluster;
import dev.sluice.cli.cluster.Trouble;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Applies the manifests: looks first, tells, then writes only what differs. Whatever is somebody else's stays as it is. */
public final class Installation {
    private static final int CONFLICT = 409;
    private static final int NOT_FOUND = 404;

    private final Cluster cluster;
    private final Shelf shelf;
    private final boolean force;
    private final List<Step> steps;

    private Installation(Cluster cluster, boolean force, List<Step> steps) {
        this.cluster = cluster;
        this.shelf = new Shelf(cluster.client());
        this.force = force;
        this.steps = steps;
    }

    /**
     * Looks what there is to do.
     *
     * @param force takes over fields that another tool has set to something else
     * @throws Trouble when an object of one of our names is somebody else's, or something may not be looked at
     */
    public static Installation plan(Cluster cluster, Manifests manifests, boolean force) {
        Installation looking = new Installation(cluster, force, List.of());
        manifests.elsewhere().forEach(looking::mustExist);
        List<Step> steps = new ArrayList<>();
        for (ObjectNode object : manifests.all()) {
            Thing thing = new Thing(object);
            steps.add(new Step(thing, looking.change(thing)));
        }
        manifests
                .namespace()
                .ifPresent(home -> new GivenRights(cluster, home)
                        .beyond(manifests.controller())
                        .forEach(thing -> steps.add(new Step(thing, Change.delete))));
        return new Installation(cluster, force, List.copyOf(steps));
    }

    /** A Role cannot be made where there is no namespace, and the controller would wait for it for ever. */
    private void mustExist(String namespace) {
        Ask ask = new Ask("get", "namespaces", "");
        if (cluster.ask(
                        ask,
                        () -> cluster.client().namespaces().withName(namespace).get())
                == null) {
            throw new Trouble("namespace " + namespace + " does not exist; make it, or leave it out of --namespaces;"
                    + " --gateway-namespaces names those of the gateways");
        }
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
     * Writes. What is to be deleted stays: whoever acts needs it as long as nobody has taken over.
     *
     * @param told is told of each object
     */
    public void apply(Consumer<String> told) {
        for (Step step : steps) {
            if (step.writes()) {
                var _ = apply(step.thing(), false);
                told.accept((step.change() == Change.create ? "created " : "updated ") + step.thing());
            }
        }
    }

    /** Whether rights are to be taken away. */
    public boolean narrows() {
        return steps.stream().anyMatch(step -> step.change() == Change.delete);
    }

    /**
     * Takes away the rights that are not needed any more.
     *
     * @param told is told of each object
     */
    public void narrow(Consumer<String> told) {
        steps.stream()
                .filter(step -> step.change() == Change.delete)
                .map(Step::thing)
                .forEach(thing -> {
                    cluster.ask(thing.ask("delete"), () -> {
                        shelf.delete(thing);
                        return true;
                    });
                    told.accept("deleted " + thing);
                });
    }

    private ObjectNode apply(Thing thing, boolean dry) {
        return cluster.ask(thing.ask("patch"), () -> {
            try {
                return shelf.apply(thing, force, dry);
            } catch (KubernetesClientException e) {
                throw refused(thing, e);
            }
        });
    }

    private Change change(Thing thing) {
        Optional<ObjectNode> found = cluster.ask(thing.ask("get"), () -> shelf.get(thing));
        if (found.isEmpty()) {
            return Change.create;
        }
        if (!thing.owns(found.get())) {
            if (thing.is("Namespace")) {
                return Change.keep;
            }
            throw new Trouble(thing + " exists and is not Sluice's (it lacks the label app.kubernetes.io/name=sluice);"
                    + " rename or delete it, or give it that label");
        }
        return Sameness.same(found.get(), apply(thing, true)) ? Change.unchanged : Change.update;
    }

    private static RuntimeException refused(Thing thing, KubernetesClientException e) {
        return switch (e.getCode()) {
            case CONFLICT ->
                new Trouble(thing + ": another tool has set some of its fields to something else (" + Ask.said(e)
                        + "); --force-conflicts takes them over");
            case NOT_FOUND -> new Trouble(thing + ": " + Ask.said(e) + "; does its namespace exist?");
            default -> e;
        };
    }
}
