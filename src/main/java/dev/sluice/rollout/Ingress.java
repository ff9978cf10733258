package dev.sluice.rollout;

/**
 * A door to the app: one ready gateway pod, asked for one VirtualService.
 *
 * @param gateway name of the pod, for people
 * @param address its IP address
 * @param port the port that it listens on
 * @param virtualService the VirtualService that is asked for
 * @param host the Host header that reaches it
 * @param path the path that reaches it
 */
public record Ingress(String gateway, String address, int port, String virtualService, String host, String path) {}
