package dev.sluice.cli.install;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.cli.cluster.ApiRequestDescription;
import dev.sluice.cli.cluster.CliException;
import dev.sluice.cli.cluster.Cluster;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Applies the manifests: looks first, tells, then writes only what differs. Whatever is somebody else's stays as it is. */
public final class Installer {
    private static final int CONFLICT = 409;
    private static final int NOT_FOUND = 404;

    private final Cluster cluster;
    private final ManifestApplier applier;
    private final boolean force;
    private final List<PlannedChange> steps;

    private Installer(Cluster cluster, boolean force, List<PlannedChange> steps) {
        this.cluster = cluster;
        this.applier = new ManifestApplier(cluster.client());
        this.force = force;
        this.steps = steps;
    }

    /**
     * Looks what there is to do.
     *
     * @param force takes over fields that another tool has set to something else
     * @throws CliException when an object of one of our names is somebody else's, or something may not be looked at
     */
    public static Installer plan(Cluster cluster, Manifests manifests, boolean force) {
        Installer looking = new Installer(cluster, force, List.of());
        manifests.elsewhere().forEach(looking::mustExist);
        List<PlannedChange> steps = new ArrayList<>();
        for (ObjectNode object : manifests.all()) {
            ManifestObject thing = new ManifestObject(object);
            steps.add(new PlannedChange(thing, looking.change(thing)));
        }
        manifests
                .namespace()
                .ifPresent(home -> new GivenRights(cluster, home)
                        .beyond(manifests.controller())
                        .forEach(thing -> steps.add(new PlannedChange(thing, Change.delete))));
        return new Installer(cluster, force, List.copyOf(steps));
    }

    /** A Role cannot be made where there is no namespace, and the controller would wait for it for ever. */
    private void mustExist(String namespace) {
        ApiRequestDescription ask = new ApiRequestDescription("get", "namespaces", "");
        if (cluster.ask(
                        ask,
                        () -> cluster.client().namespaces().withName(namespace).get())
                == null) {
            throw new CliException(
                    "namespace " + namespace + " does not exist; make it, or leave it out of --namespaces;"
                            + " --gateway-namespaces names those of the gateways");
        }
    }

    /** One line for each object. */
    public List<String> lines() {
        return steps.stream().map(PlannedChange::toString).toList();
    }

    /** Whether anything is to be written. */
    public boolean changes() {
        return steps.stream().anyMatch(PlannedChange::changes);
    }

    /**
     * Writes. What is to be deleted stays: whoever acts needs it as long as nobody has taken over.
     *
     * @param told is told of each object
     */
    public void apply(Consumer<String> told) {
        for (PlannedChange step : steps) {
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
                .map(PlannedChange::thing)
                .forEach(thing -> {
                    cluster.ask(thing.ask("delete"), () -> {
                        applier.delete(thing);
                        return true;
                    });
                    told.accept("deleted " + thing);
                });
    }

    private ObjectNode apply(ManifestObject thing, boolean dry) {
        return cluster.ask(thing.ask("patch"), () -> {
            try {
                return applier.apply(thing, force, dry);
            } catch (KubernetesClientException e) {
                throw refused(thing, e);
            }
        });
    }

    private Change change(ManifestObject thing) {
        Optional<ObjectNode> found = cluster.ask(thing.ask("get"), () -> applier.get(thing));
        if (found.isEmpty()) {
            return Change.create;
        }
        if (!thing.owns(found.get())) {
            if (thing.is("Namespace")) {
                return Change.keep;
            }
            throw new CliException(
                    thing + " exists and is not Sluice's (it lacks the label app.kubernetes.io/name=sluice);"
                            + " rename or delete it, or give it that label");
        }
        return new ManifestObject(apply(thing, true)).isIn(found.get()) ? Change.unchanged : Change.update;
    }

    private static RuntimeException refused(ManifestObject thing, KubernetesClientException e) {
        return switch (e.getCode()) {
            case CONFLICT ->
                new CliException(thing + ": another tool has set some of its fields to something else ("
                        + ApiRequestDescription.said(e) + "); --force-conflicts takes them over");
            case NOT_FOUND ->
                new CliException(thing + ": " + ApiRequestDescription.said(e) + "; does its namespace exist?");
            default -> e;
        };
    }

    /** What applying an object means. */
    public enum Change {
        /** It is not there yet. */
        create,
        /** It is there, and something of it differs. */
        update,
        /** It is there as it has to be. */
        unchanged,
        /** It is somebody else's, and good enough. */
        keep,
        /** It gives rights that are not needed any more. */
        delete
    }

    /**
     * One object and what becomes of it.
     *
     * @param thing the object
     * @param change what becomes of it
     */
    record PlannedChange(ManifestObject thing, Installer.Change change) {
        boolean changes() {
            return writes() || change == Installer.Change.delete;
        }

        boolean writes() {
            return change == Installer.Change.create || change == Installer.Change.update;
        }

        @Override
        public String toString() {
            String text = String.format("%-10s %s", change, thing);
            return change == Installer.Change.keep ? text + " (somebody else's; it stays as it is)" : text;
        }
    }
}
