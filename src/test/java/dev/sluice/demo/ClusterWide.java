package dev.sluice.demo;

import dev.sluice.demo.TroubledApi.Request;
import dev.sluice.demo.TroubledApi.Trouble;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Refuses what an account with Roles in some namespaces alone is refused, and keeps it.
 *
 * @param writable where it may read and write
 * @param readable where it may read besides
 * @param refused what it was refused
 */
public record ClusterWide(List<String> writable, List<String> readable, Collection<String> refused)
        implements Function<Request, Trouble> {
    private static final Pattern RESOURCE =
            Pattern.compile("/(?:api|apis/[^/]+)/v[^/]+/(?:namespaces/(?<namespace>[^/?]+)/)?(?<rest>[^/?]+).*");

    /** Refuses all that is not in these. */
    public static ClusterWide but(List<String> writable, List<String> readable) {
        return new ClusterWide(writable, readable, new ConcurrentLinkedQueue<>());
    }

    @Override
    public Trouble apply(Request request) {
        Matcher matcher = RESOURCE.matcher(request.path());
        if (!matcher.matches() || allowed(request, matcher.group("namespace"))) {
            return TroubledApi.NONE;
        }
        refused.add(request.method() + " " + request.path());
        return new Trouble.Answer(403);
    }

    private boolean allowed(Request request, @Nullable String namespace) {
        return namespace != null
                && (writable.contains(namespace) || (!request.writes() && readable.contains(namespace)));
    }
}
