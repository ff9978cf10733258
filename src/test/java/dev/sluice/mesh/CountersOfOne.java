package dev.sluice.mesh;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.rollout.Target;
import java.net.URLEncoder;
import java.util.List;
import java.util.Map;

/** What a gateway is asked about one app's requests, and what its answer says, for tests that ask a real one. */
public final class CountersOfOne {
    private final Sought sought;
    private final Host host;

    /** An app with a version v1 that carries its traffic, and a Service of this name. */
    public CountersOfOne(String namespace, String service) {
        Target.Route route = new Target.Route("myapp", List.of(), service, List.of(), "", "/");
        host = Host.of(service, namespace);
        sought = new Sought(
                new Target(namespace, "myapp-1", "pin", "v1", "v2", "v2", List.of(route)), Map.of(host, Map.of()));
    }

    /** The query by which all rollouts are served. */
    public static String everybodys() {
        return query(CounterPage.FILTER);
    }

    /** The query for this app alone. */
    public String own() {
        return query(CounterPage.filter(sought));
    }

    /** Users' requests that a page says were answered by v1, by whichever family it tells. */
    public long answered(String page) {
        CounterPage read = CounterPage.parse(page);
        Counted.Family family =
                read.knows(Counted.Family.Revision, host) ? Counted.Family.Revision : Counted.Family.Envoy;
        Told told = read.of(family, host, "v1");
        return told.passed() + told.failed();
    }

    /** Whether a page tells those that are under way. */
    public boolean tellsSent(String page) {
        return CounterPage.parse(page).tellsSent(host);
    }

    private static String query(String filter) {
        return "usedonly&filter=" + URLEncoder.encode(filter, UTF_8);
    }
}
