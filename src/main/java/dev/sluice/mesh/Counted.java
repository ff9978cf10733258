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

    private static Optional<Counted> istio(Sample sample) {
        char status = first(sample.label("response_code"));
        String named = sample.label("destination_version");
        String version = named.isEmpty() || named.equals("unknown") ? revision(sample) : named;
        if (!sample.label("reporter").equals("source") || status == '0' || status == ' ') {
            return Optional.empty();
        }
        boolean failed = status == '5' || GrpcStatus.serversFault(sample.label("grpc_response_status"));
        Whose whose = new Whose(Family.Istio, Host.of(sample.label("destination_service"), ""), version);
        return Optional.of(counted(whose, sample, failed));
    }

    /** Where a gateway knows of a pod no more than its endpoint tells, only this is there. */
    private static String revision(Sample sample) {
        return sample.label("destination_canonical_revision");
    }

    /** A cluster is named by direction, port, subset and host: {@code outbound|80|v2|myapp.default.svc.cluster.local}. */
    private static Optional<Counted> envoy(Sample sample) {
        String cluster = sample.label("cluster_name", "envoy_cluster_name");
        char status = first(sample.label("response_code_class", "envoy_response_code_class"));
        String[] parts =
                (cluster.endsWith(";") ? cluster.substring(0, cluster.length() - 1) : cluster).split("\\|", -1);
        if (parts.length != 4 || !parts[0].equals("outbound") || status == ' ') {
            return Optional.empty();
        }
        Whose whose = new Whose(Family.Envoy, Host.of(parts[3], ""), parts[2]);
        return Optional.of(counted(whose, sample, status == '5'));
    }

    private static Counted counted(Whose whose, Sample sample, boolean failed) {
        long value = (long) sample.value();
        return new Counted(whose, failed ? new Told(0, value) : new Told(value, 0));
    }

    private static char first(String text) {
        return text.isEmpty() ? ' ' : text.charAt(0);
    }
}
