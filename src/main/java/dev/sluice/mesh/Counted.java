package dev.sluice.mesh;

import dev.sluice.rollout.GrpcStatus;
import java.util.Optional;

/**
 * One sample as requests of one version.
 *
 * @param whose the version
 * @param told the requests
 */
record Counted(Whose whose, Told told) {
    private static final String ISTIO = "istio_requests_total";
    private static final String ENVOY = "envoy_cluster_upstream_rq";

    /** Which family of metrics a sample is from; their names of a version differ. */
    enum Family {
        /** Istio's own; a version is the value of its {@code version} label. */
        Istio,
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
    record Whose(Family family, Host host, String version) {}

    /** Whether a line is worth reading. */
    static boolean relevant(String line) {
        return line.startsWith(ISTIO) || line.startsWith(ENVOY);
    }

    /** Empty for what counts no answered request of a version. */
    static Optional<Counted> of(Sample sample) {
        return switch (sample.name()) {
            case ISTIO -> istio(sample);
            case ENVOY, ENVOY + "_xx" -> envoy(sample);
            default -> Optional.empty();
        };
    }

    /**
     * What one sample tells of requests that need not be answered yet.
     *
     * @param whose the version
     * @param inFlight what it adds
     */
    record OnTheWay(Whose whose, InFlight inFlight) {}

    /** Empty for what tells nothing of requests that were sent. */
    static Optional<OnTheWay> sent(Sample sample) {
        long value = (long) sample.value();
        return switch (sample.name()) {
            case ENVOY + "_total", ENVOY + "_cancelled" -> onTheWay(sample, new InFlight(value, 0, 0));
            case ENVOY + "_retry" -> onTheWay(sample, new InFlight(-value, 0, 0));
            case ENVOY + "_active" -> onTheWay(sample, new InFlight(0, 0, value));
            case ENVOY + "_pending_active" -> onTheWay(sample, new InFlight(value, 0, value));
            case ENVOY + "_completed" -> onTheWay(sample, new InFlight(0, value, 0));
            case ISTIO -> onTheWay(sample, new InFlight(value, abandoned(sample) ? 0 : value, 0));
            default -> Optional.empty();
        };
    }

    private static Optional<OnTheWay> onTheWay(Sample sample, InFlight inFlight) {
        return version(sample).map(whose -> new OnTheWay(whose, inFlight));
    }

    /** Istio counts a request when it has ended: with code 0 when the caller went away without an answer. */
    private static boolean abandoned(Sample sample) {
        return first(sample.label("response_code")) == '0';
    }

    /** Whose requests a sample tells of, whatever it tells; empty for what is no request that a gateway sent. */
    static Optional<Whose> version(Sample sample) {
        if (sample.name().startsWith("envoy_")) {
            return outbound(sample);
        }
        return sample.label("reporter").equals("source")
                ? Optional.of(new Whose(Family.Istio, Host.of(sample.label("destination_service"), ""), named(sample)))
                : Optional.empty();
    }

    private static Optional<Counted> istio(Sample sample) {
        char status = first(sample.label("response_code"));
        boolean failed = status == '5' || GrpcStatus.serversFault(sample.label("grpc_response_status"));
        return status == ' ' || abandoned(sample)
                ? Optional.empty()
                : version(sample).map(whose -> counted(whose, sample, failed));
    }

    /** Where a gateway knows of a pod no more than its endpoint tells, only the canonical revision is there. */
    private static String named(Sample sample) {
        String named = sample.label("destination_version");
        return named.isEmpty() || named.equals("unknown") ? sample.label("destination_canonical_revision") : named;
    }

    private static Optional<Counted> envoy(Sample sample) {
        char status = first(sample.label("response_code_class", "envoy_response_code_class"));
        return status == ' ' ? Optional.empty() : outbound(sample).map(whose -> counted(whose, sample, status == '5'));
    }

    /** A cluster is named by direction, port, subset and host: {@code outbound|80|v2|myapp.default.svc.cluster.local}. */
    private static Optional<Whose> outbound(Sample sample) {
        String cluster = sample.label("cluster_name", "envoy_cluster_name");
        String[] parts =
                (cluster.endsWith(";") ? cluster.substring(0, cluster.length() - 1) : cluster).split("\\|", -1);
        return parts.length == 4 && parts[0].equals("outbound")
                ? Optional.of(new Whose(Family.Envoy, Host.of(parts[3], ""), parts[2]))
                : Optional.empty();
    }

    private static Counted counted(Whose whose, Sample sample, boolean failed) {
        long value = (long) sample.value();
        return new Counted(whose, failed ? new Told(0, value) : new Told(value, 0));
    }

    private static char first(String text) {
        return text.isEmpty() ? ' ' : text.charAt(0);
    }
}
