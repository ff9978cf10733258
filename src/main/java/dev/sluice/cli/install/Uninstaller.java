package dev.sluice.cli.install;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.cli.cluster.CliException;
import dev.sluice.cli.cluster.Cluster;
import dev.sluice.cli.cluster.Deadline;
import dev.sluice.kubernetes.StoredRollout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Takes Sluice out in the order that leaves nothing behind: releases first, as long as there is a controller that puts their traffic back,
 * then the controller, then the kinds.
 */
public final class Uninstaller {
    private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(500);

    private final Cluster cluster;
    private final ManifestApplier applier;
    private final ActiveRollouts releases;
    private final Manifests manifests;
    private final Consumer<String> told;

    /** @param told is told of each thing that is done */
    public Uninstaller(Cluster cluster, Manifests manifests, Consumer<String> told) {
        this.cluster = cluster;
        this.applier = new ManifestApplier(cluster.client());
        this.releases = new ActiveRollouts(cluster);
        this.manifests = manifests;
        this.told = told;
    }

    /** What is there of ours and would be deleted, in the order of deletion. */
    public List<String> lines(boolean crds) {
        return owned(crds).stream().map(thing -> "delete     " + thing).toList();
    }

    /** The names of the releases that go on. */
    public List<String> active() {
        return releases.active().stream().map(StoredRollout::key).toList();
    }

    /**
     * Aborts what goes on and waits until nothing of it is in the mesh.
     *
     * @throws CliException when that does not happen in time
     */
    public void abort(Duration patience) {
        for (StoredRollout rollout : releases.active()) {
            releases.abort(rollout);
            told.accept("aborted " + rollout.key() + "; its traffic goes back to "
                    + rollout.spec().blue().subset());
        }
        List<StoredRollout> left = left(releases::active, patience);
        if (!left.isEmpty()) {
            throw new CliException(
                    names(left) + " still hold on to the mesh; is the controller running? sluice doctor tells."
                            + " Nothing was removed");
        }
    }

    /**
     * Deletes the controller, and with {@code crds} the kinds with all policies and Rollouts, and waits until they are gone.
     *
     * @throws CliException when a release began meanwhile, or something is not gone in time
     */
    public void remove(boolean crds, Duration patience) {
        for (ManifestObject thing : owned(false)) {
            // Whoever begins a release now has nobody to bring it to an end.
            if (thing.is("Namespace") || thing.is("ClusterRole") || isRoleOfApps(thing)) {
                nothingBegan();
            }
            delete(thing);
            if (thing.is("Deployment")) {
                // Its pods give back the Lease and end what they do, with the rights that go next.
                untilGone(() -> Stream.of(thing).filter(this::isOurs).toList(), patience);
            }
        }
        if (crds) {
            nothingBegan();
            owned(true).stream().filter(Uninstaller::isKind).forEach(this::delete);
        }
        untilGone(() -> owned(crds), patience);
    }

    private static void untilGone(Supplier<List<ManifestObject>> deleted, Duration patience) {
        List<ManifestObject> left = left(deleted, patience);
        if (!left.isEmpty()) {
            throw new CliException(
                    left.stream().map(ManifestObject::toString).collect(Collectors.joining(", "))
                            + ": deleted, but not gone yet; something in it has a finalizer, or was made anew. kubectl get -o yaml tells");
        }
    }

    /** Looks again and again until nothing is left or the time is up; what is left then. */
    private static <T> List<T> left(Supplier<List<T>> look, Duration patience) {
        Deadline deadline = Deadline.of(patience);
        while (true) {
            List<T> left = look.get();
            if (left.isEmpty() || deadline.over()) {
                return left;
            }
            LockSupport.parkNanos(PAUSE);
        }
    }

    /** What stays in the cluster, for people. */
    public List<String> kept(boolean crds) {
        List<String> lines = new ArrayList<>();
        if (!crds) {
            lines.add("the kinds, " + counted(releases.policies(), "policy", "policies") + " and "
                    + counted(releases.all().size(), "Rollout", "Rollouts") + " (--crds deletes them too)");
        }
        lines.add("the weights of the VirtualServices, as the last release left them");
        lines.add("subsets that were added to DestinationRules");
        lines.add("the annotation sluice.dev/rollout on Deployments, which nobody reads any more");
        releases.pinned()
                .forEach(route -> lines.add("pinned routes in VirtualService " + route
                        + ": nobody uses them; delete those that match the header x-sluice-pin"));
        return lines;
    }

    private void delete(ManifestObject thing) {
        cluster.ask(thing.ask("delete"), () -> {
            applier.delete(thing);
            return true;
        });
        told.accept("deleted " + thing);
    }

    private void nothingBegan() {
        List<StoredRollout> left = releases.active();
        if (!left.isEmpty()) {
            throw new CliException(names(left) + " began meanwhile; sluice install, then sluice uninstall again");
        }
    }

    /** The other way round than they are applied. */
    private List<ManifestObject> owned(boolean crds) {
        List<ManifestObject> all = new ArrayList<>();
        for (ObjectNode object : crds ? manifests.all() : manifests.controller()) {
            ManifestObject thing = new ManifestObject(object);
            // Whoever has the rights goes before them.
            if (thing.is("Deployment") && thing.name().equals(NamespacedRights.CONTROLLER)) {
                all.addAll(given());
            }
            all.add(thing);
        }
        return all.reversed().stream().filter(this::isOurs).toList();
    }

    private List<ManifestObject> given() {
        return manifests
                .namespace()
                .map(home -> new GivenRights(cluster, home)
                        .inNamespaces(Set.of(
                                NamespacedRights.CONTROLLER,
                                NamespacedRights.GATEWAYS,
                                NamespacedRights.DASHBOARD,
                                NamespacedRights.PROBE_SECRETS)))
                .orElse(List.of());
    }

    private static boolean isRoleOfApps(ManifestObject thing) {
        return thing.is("Role") && thing.name().equals(NamespacedRights.CONTROLLER);
    }

    private boolean isOurs(ManifestObject thing) {
        return cluster.ask(thing.ask("get"), () -> applier.get(thing))
                .filter(thing::owns)
                .isPresent();
    }

    private static boolean isKind(ManifestObject thing) {
        return thing.is("CustomResourceDefinition");
    }

    private static String names(List<StoredRollout> rollouts) {
        return rollouts.stream().map(StoredRollout::key).collect(Collectors.joining(", "));
    }

    private static String counted(int number, String one, String several) {
        return number + " " + (number == 1 ? one : several);
    }
}
