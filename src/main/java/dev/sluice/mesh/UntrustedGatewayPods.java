package dev.sluice.mesh;

/**
 * Pods that have the labels of a policy's Gateway and are no gateways.
 *
 * @param pods how many
 */
public record UntrustedGatewayPods(int pods) {}
