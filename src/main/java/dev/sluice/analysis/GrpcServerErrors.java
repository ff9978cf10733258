package dev.sluice.analysis;

import java.util.Set;

/** What the statuses of gRPC stand for. */
public final class GrpcServerErrors {
    /**
     * Those that stand for a 5xx of HTTP: unknown, deadline exceeded, unimplemented, internal, unavailable, data loss.
     * Resource exhausted is HTTP's 429, which is the caller's business.
     */
    private static final Set<String> SERVERS_FAULT = Set.of("2", "4", "12", "13", "14", "15");

    private GrpcServerErrors() {}

    /** Whether a status, as a number, is the server's fault. */
    public static boolean serversFault(String status) {
        return SERVERS_FAULT.contains(status);
    }
}
