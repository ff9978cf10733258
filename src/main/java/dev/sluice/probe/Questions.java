package dev.sluice.probe;

import dev.sluice.policy.ProbePathSpec;
import dev.sluice.policy.ProbeSpec;
import dev.sluice.rollout.Ingress;
import dev.sluice.rollout.Target;
import io.vertx.core.http.HttpMethod;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What each door is asked, turn by turn. A VirtualService with a path of its own is asked that one alone. */
final class Questions {
    private final Rotation<Question> common;
    private final Map<String, Question> own = new HashMap<>();

    Questions(Target target, ProbeSpec spec) {
        List<ProbePathSpec> paths = spec.everyPath();
        common = Rotation.of(
                paths.stream().map(path -> question(spec, path)).toList(),
                paths.stream().map(ProbePathSpec::weight).toList());
        Question alone = question(spec, spec.expected());
        for (Target.Route route : target.routes()) {
            target.ownPath(route.virtualService()).ifPresent(path -> own.put(route.virtualService(), alone.at(path)));
        }
    }

    /** The question to a door in one of its turns; both versions are asked the same. */
    Question at(Ingress door, int turn) {
        Question alone = own.get(door.virtualService());
        return alone == null ? common.at(turn) : alone;
    }

    private static Question question(ProbeSpec spec, ProbePathSpec path) {
        return switch (spec.protocol()) {
            case HTTP1, HTTP2 -> new HttpQuestion(HttpMethod.valueOf(spec.method()), path);
            case GRPC -> new GrpcQuestion(path.path(), spec.grpcService(), spec.timeout());
        };
    }
}
