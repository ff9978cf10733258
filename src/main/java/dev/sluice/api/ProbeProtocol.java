package dev.sluice.api;

/** How probes ask. */
public enum ProbeProtocol {
    /** HTTP/1.1. */
    HTTP1,
    /** HTTP/2: with prior knowledge where the gateway's port is plain, by ALPN over TLS. */
    HTTP2,
    /** The standard gRPC health check, {@code grpc.health.v1.Health/Check}. */
    GRPC
}
