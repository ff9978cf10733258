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
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;

/** Reads and sets what the mesh's objects ask for. */
@ApplicationScoped
public class Mesh {
    private static final Logger LOG = Logger.getLogger(Mesh.class);

    private final Documents documents;
    private final GatewayTrust trust;
    private final EditWriter writer;

    Mesh(Documents documents, GatewayTrust trust) {
        this.documents = documents;
        this.trust = trust;
        this.writer = new EditWriter(documents);
    }

    /**
     * Looks whether the objects are as they should be. Never throws: what cannot be read is not written.
     */
    public Reading read(Target target, MeshGoal goal) {
        return read(target, goal, true);
    }

    /** The same without the DestinationRules, which are taken to be as they were. */
    public Reading glance(Target target, MeshGoal goal) {
        return read(target, goal, false);
    }

    private Reading read(Target target, MeshGoal goal, boolean rules) {
        Optional<Outcome> revert = Optional.empty();
        try {
            Map<String, String> stamps = new HashMap<>();
            Optional<MeshSeen> problem = rules ? subsets(target, goal, Optional.empty()) : Optional.empty();
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
            subsets(target, goal, Optional.of(may));
            target.routes().forEach(route -> edit(target, route, goal));
        } else if (goal instanceof MeshGoal.Untouched) {
            subsets(target, goal, Optional.of(may));
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
                    written.forEach(edit -> takeBack(edit, may));
                    break;
                }
            }
        }
        if (!failed.isEmpty()) {
            throw failed.getFirst();
        }
        if (goal instanceof MeshGoal.Clean) {
            release(target, may);
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
        return new Setup(new AskedObjects(documents, trust, namespace), namespace, policy, trust).traffic(green);
    }

    /** The http routes of a VirtualService, as far as policies choose among them; empty when there is none of that name. */
    public Optional<RouteTable> routes(String namespace, String virtualService) {
        return documents
                .get(Documents.VIRTUAL_SERVICE, namespace, virtualService)
                .map(Bounds::bounded)
                .map(json -> new RouteTable(json, namespace));
    }

    /**
     * Takes the pinned routes of rollouts that are no more out of a VirtualService: whoever was killed, and whose Rollout was
     * deleted by force, cannot do it.
     *
     * @param rollouts names of those in the namespace that go on
     * @param may asked before every request that writes
     * @throws RuntimeException when the API server does not take it
     */
    public void sweep(String namespace, String virtualService, Set<String> rollouts, BooleanSupplier may) {
        writer.write(
                namespace,
                virtualService,
                false,
                () -> documents
                        .get(Documents.VIRTUAL_SERVICE, namespace, virtualService)
                        .map(json -> Edit.swept(json, rollouts)),
                may);
    }

    static ObjectNode read(Documents documents, String namespace, String name) {
        return documents
                .get(Documents.VIRTUAL_SERVICE, namespace, name)
                .map(Bounds::bounded)
                .map(Bounds::needed)
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
        List<Optional<Stamp>> marks = new ArrayList<>();
        return writer.write(
                target.namespace(),
                route.virtualService(),
                goal instanceof MeshGoal.Back,
                () -> edit(target, route, goal).map(edit -> ours(edit, target, marks)),
                may);
    }

    /** Only Sluice writes a rollout's mark: where it has changed between two tries, another replica has decided something else. */
    private static Edit ours(Edit edit, Target target, List<Optional<Stamp>> marks) {
        marks.add(Edit.stamp(edit.before(), target.rollout()));
        if (edit.needed() && !marks.getLast().equals(marks.getFirst())) {
            throw new IllegalStateException("somebody else has written for " + target.rollout()
                    + " meanwhile, so this is not written again before it was decided anew");
        }
        return edit;
    }

    /** As far as it goes: what cannot be taken back now is seen as unwritten by the next look. */
    private void takeBack(Edit written, BooleanSupplier may) {
        ObjectNode back = written.after().deepCopy();
        back.set("spec", written.before().path("spec"));
        try {
            documents.patch(Documents.VIRTUAL_SERVICE, written.after(), back, may);
        } catch (Refused | KubernetesClientException e) {
            LOG.warnf(
                    "could not take back the weights of %s: %s",
                    back.at("/metadata/name").asText(), e.getMessage());
        }
    }

    /** Who applies these objects on the server's side meets no conflict with a rollout that is over. Weights do not depend on it. */
    private void release(Target target, BooleanSupplier may) {
        try {
            for (Target.Route route : target.routes()) {
                documents
                        .get(Documents.VIRTUAL_SERVICE, target.namespace(), route.virtualService())
                        .ifPresent(json -> release(Documents.VIRTUAL_SERVICE, json, may));
            }
            documents
                    .rules(target.namespace(), target.hosts())
                    .forEach(json -> release(Documents.DESTINATION_RULE, json, may));
        } catch (Obstacle | Refused | KubernetesClientException e) {
            LOG.warnf("%s: could not give up its fields: %s", target.rollout(), e.getMessage());
        }
    }

    private void release(ResourceDefinitionContext kind, ObjectNode json, BooleanSupplier may) {
        ObjectNode released = Ownership.released(json);
        if (released != json) {
            documents.patch(kind, json, released, may);
        }
    }

    private Optional<MeshSeen> subsets(Target target, MeshGoal goal, Optional<BooleanSupplier> write) {
        if (goal instanceof MeshGoal.Back || goal instanceof MeshGoal.Clean) {
            return Optional.empty();
        }
        List<ObjectNode> rules = documents.rules(target.namespace(), target.hosts());
        for (String host : target.hosts()) {
            ObjectNode rule = Subsets.rule(rules, host, target.namespace());
            ObjectNode completed = Subsets.completed(rule, target);
            if (completed != rule && write.isPresent()) {
                documents.patch(Documents.DESTINATION_RULE, rule, completed, write.get());
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
