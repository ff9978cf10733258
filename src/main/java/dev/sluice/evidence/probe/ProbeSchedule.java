package dev.sluice.evidence.probe;

import dev.sluice.api.ProbePathSpec;
import dev.sluice.api.ProbeSpec;
import dev.sluice.api.RouteRef;
import dev.sluice.rollout.GatewayEndpoint;
import dev.sluice.rollout.TrafficTarget;
import io.vertx.core.http.HttpMethod;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What each endpoint is asked, turn by turn. A route with a path of its own is asked that one alone. */
final class ProbeSchedule {
    private final WeightedRoundRobin<ProbeRequest> common;
    private final Map<RouteRef, ProbeRequest> own = new HashMap<>();

    ProbeSchedule(TrafficTarget target, ProbeSpec spec) {
        List<ProbePathSpec> paths = spec.everyPath();
        common = WeightedRoundRobin.of(
                paths.stream().map(path -> question(spec, path)).toList(),
                paths.stream().map(ProbePathSpec::weight).toList());
        ProbeRequest alone = question(spec, spec.expected());
        for (TrafficTarget.Route route : target.routes()) {
            target.ownPath(route.ref()).ifPresent(path -> own.put(route.ref(), alone.at(path)));
        }
    }

    /** The question to an endpoint in one of its turns; both versions are asked the same. */
    ProbeRequest at(GatewayEndpoint endpoint, int turn) {
        ProbeRequest alone = own.get(endpoint.route());
        return alone == null ? common.at(turn) : alone;
    }

    private static ProbeRequest question(ProbeSpec spec, ProbePathSpec path) {
        return switch (spec.protocol()) {
            case HTTP1, HTTP2 -> new HttpProbe(HttpMethod.valueOf(spec.method()), path);
            case GRPC -> new GrpcHealthProbe(path.path(), spec.grpcService(), spec.timeout());
        };
    }
}
