package dev.sluice.demo;

import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.ForbiddenException;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The buttons of the demo. There is nothing here unless a local cluster runs. */
@Path("/local")
public final class LocalResource {
    private static final String ASKED = "X-Sluice-Local";
    private static final Pattern HERE = Pattern.compile("(localhost|127\\.0\\.0\\.1)(:[0-9]+)?");

    /** What the users saw. */
    @GET
    @Path("/load")
    public LoadReport load() {
        return cluster().load();
    }

    /** Breaks or heals a version. */
    @POST
    @Path("/fault")
    public Map<String, String> fault(
            @HeaderParam(ASKED) @Nullable String asked,
            @HeaderParam("Host") @Nullable String host,
            @Nullable FaultRequest request) {
        LocalCluster cluster = asked(asked, host);
        if (request == null) {
            throw new BadRequestException("say what is wrong, as in {\"version\":\"v2\",\"kind\":\"errors\"}");
        }
        try {
            cluster.app(request.version()).set(request.fault());
        } catch (IllegalArgumentException e) {
            throw new BadRequestException(e.getMessage(), e);
        }
        return Map.of("version", request.version(), "kind", request.kind());
    }

    /** Releases the version that does not carry the traffic. */
    @POST
    @Path("/release")
    public Map<String, String> release(
            @HeaderParam(ASKED) @Nullable String asked, @HeaderParam("Host") @Nullable String host) {
        return Map.of("version", asked(asked, host).release());
    }

    private static LocalCluster cluster() {
        return LocalCluster.running().orElseThrow(NotFoundException::new);
    }

    /**
     * A page of another site cannot send this header without asking first, and nobody answers that it may. A site whose
     * name was led to this machine need not ask, but it has its own name for a host.
     */
    private static LocalCluster asked(@Nullable String header, @Nullable String host) {
        LocalCluster cluster = cluster();
        if (!"1".equals(header) || host == null || !HERE.matcher(host).matches()) {
            throw new ForbiddenException("send the header " + ASKED + ": 1 to 127.0.0.1");
        }
        return cluster;
    }

    /**
     * A wish to break something.
     *
     * @param version v1 or v2
     * @param kind none, errors, delay, hang, refuse or crashloop
     * @param amount the share of errors or the delay in milliseconds; absent for a good deal of it
     */
    public record FaultRequest(
            String version, String kind, @Nullable Double amount) {
        private static final Map<FaultInjection.Kind, Double> AMOUNTS =
                Map.of(FaultInjection.Kind.ERRORS, 0.5, FaultInjection.Kind.DELAY, 1500.0);

        /** Fills in what is missing. */
        public FaultRequest(@Nullable String version, @Nullable String kind, @Nullable Double amount) {
            this.version = version == null ? "" : version;
            this.kind = kind == null ? "" : kind;
            this.amount = amount;
        }

        FaultInjection fault() {
            FaultInjection.Kind wanted = Arrays.stream(FaultInjection.Kind.values())
                    .filter(known -> name(known).equals(kind))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("kind is \"" + kind + "\"; use " + names()));
            return new FaultInjection(wanted, amount == null ? AMOUNTS.getOrDefault(wanted, 0.0) : amount);
        }

        private static String names() {
            return Arrays.stream(FaultInjection.Kind.values())
                    .map(FaultRequest::name)
                    .collect(Collectors.joining(", "));
        }

        private static String name(FaultInjection.Kind kind) {
            return kind.name().toLowerCase(Locale.ROOT);
        }
    }
}
