package dev.sluice.evidence.gateway;

import dev.sluice.analysis.GrpcServerErrors;
import dev.sluice.traffic.istio.IstioHost;
import java.util.List;
import java.util.Optional;

/**
 * One sample as requests of one version.
 *
 * @param whose the version
 * @param told the requests
 */
record VersionCounter(Whose whose, CumulativeCounts told) {
    private static final String ISTIO = "istio_requests_total";
    private static final String ENVOY = "envoy_cluster_upstream_rq";

    /** Which family of metrics a sample is from; their names of a version differ. */
    enum Family {
        /** Istio's own; a version is the canonical revision of its pods, which a gateway knows of each. */
        Revision,
        /** The same; a version is the {@code version} label of its pods, which a gateway knows of those with a sidecar. */
        Version,
        /** Envoy's, of an upstream cluster; a version is the name of its subset. */
        Envoy
    }

    /**
     * What tells one version's samples from all others.
     *
     * @param family the family of the metric
     * @param host the destination
     * @param version the version, as the family calls it
     */
    record Whose(Family family, IstioHost host, String version) {}

    /** Whether a line is worth reading. */
    static boolean relevant(String line) {
        return line.startsWith(ISTIO) || line.startsWith(ENVOY);
    }

    /** None for what counts no answered request of a version; more than one where a version has more than one name. */
    static List<VersionCounter> of(PrometheusSample sample) {
        return switch (sample.name()) {
            case ISTIO -> istio(sample);
            case ENVOY, ENVOY + "_xx" -> envoy(sample);
            default -> List.of();
        };
    }

    /**
     * What one sample tells of requests that need not be answered yet.
     *
     * @param whose the version
     * @param inFlight what it adds
     */
    record OnTheWay(Whose whose, InFlightRequests inFlight) {}

    /** None for what tells nothing of requests that were sent. */
    static List<OnTheWay> sent(PrometheusSample sample) {
        long value = (long) sample.value();
        return switch (sample.name()) {
            case ENVOY + "_total", ENVOY + "_cancelled" -> onTheWay(sample, new InFlightRequests(value, 0, 0));
            case ENVOY + "_retry" -> onTheWay(sample, new InFlightRequests(-value, 0, 0));
            case ENVOY + "_active" -> onTheWay(sample, new InFlightRequests(0, 0, value));
            case ENVOY + "_pending_active" -> onTheWay(sample, new InFlightRequests(value, 0, value));
            case ENVOY + "_completed" -> onTheWay(sample, new InFlightRequests(0, value, 0));
            case ISTIO -> onTheWay(sample, new InFlightRequests(value, abandoned(sample) ? 0 : value, 0));
            default -> List.of();
        };
    }

    private static List<OnTheWay> onTheWay(PrometheusSample sample, InFlightRequests inFlight) {
        return whose(sample).stream()
                .map(whose -> new OnTheWay(whose, inFlight))
                .toList();
    }

    /** Istio counts a request when it has ended: with code 0 when the caller went away without an answer. */
    private static boolean abandoned(PrometheusSample sample) {
        return first(sample.label("response_code")) == '0';
    }

    /** Whose requests a sample tells of, whatever it tells, by each name that is on it; none for what is no request that a gateway sent. */
    static List<Whose> whose(PrometheusSample sample) {
        if (sample.name().startsWith("envoy_")) {
            return outbound(sample).stream().toList();
        }
        if (!sample.label("reporter").equals("source")) {
            return List.of();
        }
        IstioHost host = IstioHost.of(sample.label("destination_service"), "");
        return List.of(
                new Whose(Family.Revision, host, sample.label("destination_canonical_revision")),
                new Whose(Family.Version, host, sample.label("destination_version")));
    }

    private static List<VersionCounter> istio(PrometheusSample sample) {
        char status = first(sample.label("response_code"));
        boolean failed = status == '5' || GrpcServerErrors.serversFault(sample.label("grpc_response_status"));
        return status == ' ' || abandoned(sample) ? List.of() : counted(sample, failed);
    }

    private static List<VersionCounter> envoy(PrometheusSample sample) {
        char status = first(sample.label("response_code_class", "envoy_response_code_class"));
        return status == ' ' ? List.of() : counted(sample, status == '5');
    }

    /** A cluster is named by direction, port, subset and host: {@code outbound|80|v2|myapp.default.svc.cluster.local}. */
    private static Optional<Whose> outbound(PrometheusSample sample) {
        String cluster = sample.label("cluster_name", "envoy_cluster_name");
        String[] parts =
                (cluster.endsWith(";") ? cluster.substring(0, cluster.length() - 1) : cluster).split("\\|", -1);
        return parts.length == 4 && parts[0].equals("outbound")
                ? Optional.of(new Whose(Family.Envoy, IstioHost.of(parts[3], ""), parts[2]))
                : Optional.empty();
    }

    private static List<VersionCounter> counted(PrometheusSample sample, boolean failed) {
        long value = (long) sample.value();
        CumulativeCounts told = failed ? new CumulativeCounts(0, value) : new CumulativeCounts(value, 0);
        return whose(sample).stream()
                .map(whose -> new VersionCounter(whose, told))
                .toList();
    }

    private static char first(String text) {
        return text.isEmpty() ? ' ' : text.charAt(0);
    }
}
