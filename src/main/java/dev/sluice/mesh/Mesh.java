package dev.sluice.mesh;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.policy.PolicySpec;
import dev.sluice.rollout.MeshGoal;
import dev.sluice.rollout.MeshSeen;
import dev.sluice.rollout.Outcome;
import dev.sluice.rollout.Target;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/** Reads and sets what the mesh's objects ask for. */
@ApplicationScoped
public class Mesh {
    /** A conflict means that someone else writes; after so many in a row the next pass tries again. */
    private static final int CONFLICTS = 5;

    /** Others that write may be as many rollouts as the VirtualService has routes: whoever goes back outlasts them. */
    private static final int CONFLICTS_BACK = 25;

    private static final long SHORTEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(2);
    private static final long LONGEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(80);
    private static final long LONGEST_PAUSE_BACK = TimeUnit.MILLISECONDS.toNanos(10);

    private static final Logger LOG = Logger.getLogger(Mesh.class);

    private final Documents documents;
    private final GatewayTrust trust;
    private final Turns turns = new Turns();

    Mesh(Documents documents, GatewayTrust trust) {
        this.documents = documents;
        this.trust = trust;
    }

    /**
     * Looks whether the objects are as they should be. Never throws: what cannot be read is not written.
     */
    public Reading read(Target target, MeshGoal goal) {
        Optional<Outcome> revert = Optional.empty();
        try {
            Map<String, String> stamps = new HashMap<>();
            Optional<MeshSeen> problem = subsets(target, goal, false);
            for (Target.Route route : target.routes()) {
                Optional<ObjectNode> found = find(target, route, goal);
                if (found.isEmpty()) {
                    continue;
                }
                ObjectNode json = found.get();
                revert = revert.or(() -> Edit.stamp(json, target.rollout()).flatMap(Stamp::revert));
                Edit edit = Edit.of(json, target, route, goal, Mesh::nonce);
                if (edit.needed()) {
                    problem = problem.or(() -> Optional.of(new MeshSeen.Unwritten(Difference.of(edit, target, route))));
                }
                edit.stamp().ifPresent(stamp -> stamps.put(route.virtualService(), stamp.toString()));
            }
            return new Reading(problem, stamps, revert, false);
        } catch (Obstacle e) {
            return Reading.problem(new MeshSeen.Obstacle(e.why()), revert);
        } catch (Refused | KubernetesClientException e) {
            return Reading.unreadable("the API server does not answer: " + e.getMessage());
        }
    }

    /**
     * Makes the objects as they should be. Several VirtualServices move together: all edits are worked out before the
     * first is written, and when a later write fails on the way to green, the earlier ones are taken back. On the way to
     * blue every one that can be written is.
     *
     * @return in words, how each VirtualService that was written differed
     * @throws Obstacle when the objects do not allow it
     * @throws RuntimeException when the API server does not take it; the next pass tries again
     */
    public List<String> apply(Target target, MeshGoal goal) {
        return apply(target, goal, () -> true);
    }

    /**
     * The same, as long as the caller may write. It is asked before every request: one that hung, or was refused and is tried
     * again, must not undo what whoever acts meanwhile has written.
     *
     * @throws IllegalStateException when the caller may write no more
     */
    public List<String> apply(Target target, MeshGoal goal, BooleanSupplier may) {
        boolean forward = goal instanceof MeshGoal.Split;
        if (forward) {
            subsets(target, goal, true);
            target.routes().forEach(route -> edit(target, route, goal));
        } else if (goal instanceof MeshGoal.Untouched) {
            subsets(target, goal, true);
        }
        List<Edit> written = new ArrayList<>();
        List<String> differences = new ArrayList<>();
        List<RuntimeException> failed = new ArrayList<>();
        for (Target.Route route : target.routes()) {
            try {
                write(target, route, goal, may).ifPresent(edit -> {
                    written.add(edit);
                    differences.add(Difference.of(edit, target, route));
                });
            } catch (Obstacle | Refused | KubernetesClientException e) {
                failed.add(e);
                if (forward) {
                    written.forEach(this::takeBack);
                    break;
                }
            }
        }
        if (!failed.isEmpty()) {
            throw failed.getFirst();
        }
        if (goal instanceof MeshGoal.Clean) {
            release(target);
        }
        return differences;
    }

    /**
     * Looks how the traffic is split before a rollout begins.
     *
     * @param green the version that is to be released
     * @throws Obstacle when the objects do not allow a rollout
     */
    public Traffic survey(String namespace, PolicySpec policy, Candidate green) {
        return new Setup(new AskedObjects(documents), namespace, policy, trust).traffic(green);
    }

    /** The http routes of a VirtualService, as far as policies choose among them; empty when there is none of that name. */
    public Optional<RouteTable> routes(String namespace, String virtualService) {
        return documents
                .get(Documents.VIRTUAL_SERVICE, namespace, virtualService)
                .map(json -> new RouteTable(json, namespace));
    }

    /**
     * Takes the pinned routes of rollouts that are no more out of a VirtualService: whoever was killed, and whose Rollout was
     * deleted by force, cannot do it.
     *
     * @param rollouts names of those in the namespace that go on
     * @throws RuntimeException when the API server does not take it
     */
    public void sweep(String namespace, String virtualService, Set<String> rollouts) {
        write(
                namespace,
                virtualService,
                false,
                () -> documents
                        .get(Documents.VIRTUAL_SERVICE, namespace, virtualService)
                        .map(json -> Edit.swept(json, rollouts)),
                () -> true);
    }

    static ObjectNode read(Documents documents, String namespace, String name) {
        return documents
                .get(Documents.VIRTUAL_SERVICE, namespace, name)
                .orElseThrow(() -> Setup.missing(namespace, name));
    }

    /** On the way back, a VirtualService that is gone sends no traffic anywhere and has nothing of ours in it. */
    private Optional<ObjectNode> find(Target target, Target.Route route, MeshGoal goal) {
        boolean back = goal instanceof MeshGoal.Back || goal instanceof MeshGoal.Clean;
        return back
                ? documents.get(Documents.VIRTUAL_SERVICE, target.namespace(), route.virtualService())
                : Optional.of(read(documents, target.namespace(), route.virtualService()));
    }

    private Optional<Edit> edit(Target target, Target.Route route, MeshGoal goal) {
        return find(target, route, goal).map(json -> Edit.of(json, target, route, goal, Mesh::nonce));
    }

    private Optional<Edit> write(Target target, Target.Route route, MeshGoal goal, BooleanSupplier may) {
        boolean back = goal instanceof MeshGoal.Back;
        return write(target.namespace(), route.virtualService(), back, () -> edit(target, route, goal), may);
    }

    /** A conflict is tried again on fresh data, each writer at a moment of its own; those that go back wait least. */
    private Optional<Edit> write(
            String namespace, String name, boolean back, Supplier<Optional<Edit>> plan, BooleanSupplier may) {
        for (int attempt = 1; ; attempt++) {
            try {
                return turns.take(namespace, name, back, () -> attempt(plan, may));
            } catch (Refused e) {
                if (!e.conflict() || attempt == (back ? CONFLICTS_BACK : CONFLICTS)) {
                    throw e;
                }
            }
            long most = Math.min(back ? LONGEST_PAUSE_BACK : LONGEST_PAUSE, SHORTEST_PAUSE << attempt);
            LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(most));
        }
    }

    private Optional<Edit> attempt(Supplier<Optional<Edit>> plan, BooleanSupplier may) {
        Optional<Edit> edit = plan.get().filter(Edit::needed);
        if (edit.isEmpty()) {
            return edit;
        }
        if (!may.getAsBoolean()) {
            throw new IllegalStateException("another replica may act by now, so this one writes no more");
        }
        Edit planned = edit.get();
        try {
            ObjectNode after = documents.patch(Documents.VIRTUAL_SERVICE, planned.before(), planned.after());
            return Optional.of(new Edit(planned.before(), after, planned.stamp()));
        } catch (Refused e) {
            throw !e.conflict() && changed(planned.before()) ? e.asConflict() : e;
        }
    }

    /**
     * Whether someone else was faster. The API server applies a patch to what stands now, and looks at the resource version
     * afterwards: where routes have come or gone meanwhile, it says that the patch does not fit instead of a conflict.
     */
    private boolean changed(ObjectNode before) {
        return !documents
                .get(
                        Documents.VIRTUAL_SERVICE,
                        before.at("/metadata/namespace").asText(),
                        before.at("/metadata/name").asText())
                .map(now -> now.at("/metadata/resourceVersion"))
                .equals(Optional.of(before.at("/metadata/resourceVersion")));
    }

    /** As far as it goes: what cannot be taken back now is seen as unwritten by the next look. */
    private void takeBack(Edit written) {
        ObjectNode back = written.after().deepCopy();
        back.set("spec", written.before().path("spec"));
        try {
            documents.patch(Documents.VIRTUAL_SERVICE, written.after(), back);
        } catch (Refused | KubernetesClientException e) {
            LOG.warnf(
                    "could not take back the weights of %s: %s",
                    back.at("/metadata/name").asText(), e.getMessage());
        }
    }

    /** Who applies these objects on the server's side meets no conflict with a rollout that is over. Weights do not depend on it. */
    private void release(Target target) {
        try {
            for (Target.Route route : target.routes()) {
                documents
                        .get(Documents.VIRTUAL_SERVICE, target.namespace(), route.virtualService())
                        .ifPresent(json -> release(Documents.VIRTUAL_SERVICE, json));
            }
            documents
                    .list(Documents.DESTINATION_RULE, target.namespace())
                    .forEach(json -> release(Documents.DESTINATION_RULE, json));
        } catch (Refused | KubernetesClientException e) {
            LOG.warnf("%s: could not give up its fields: %s", target.rollout(), e.getMessage());
        }
    }

    private void release(ResourceDefinitionContext kind, ObjectNode json) {
        ObjectNode released = Ownership.released(json);
        if (released != json) {
            documents.patch(kind, json, released);
        }
    }

    private Optional<MeshSeen> subsets(Target target, MeshGoal goal, boolean write) {
        if (goal instanceof MeshGoal.Back || goal instanceof MeshGoal.Clean) {
            return Optional.empty();
        }
        List<ObjectNode> rules = documents.list(Documents.DESTINATION_RULE, target.namespace());
        for (String host :
                target.routes().stream().map(Target.Route::host).distinct().toList()) {
            ObjectNode rule = Subsets.rule(rules, host, target.namespace());
            ObjectNode completed = Subsets.completed(rule, target);
            if (completed != rule && write) {
                documents.patch(Documents.DESTINATION_RULE, rule, completed);
            } else if (completed != rule) {
                return Optional.of(new MeshSeen.Unwritten("subset " + target.green() + " is missing in DestinationRule "
                        + rule.at("/metadata/name").asText()));
            }
        }
        return Optional.empty();
    }

    private static String nonce() {
        return UUID.randomUUID().toString().substring(0, 8);
    }
}
