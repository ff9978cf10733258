package dev.sluice.traffic.istio;

/**
 * Pods that have the labels of a policy's Gateway and are no gateways.
 *
 * @param pods how many
 */
public record UntrustedGatewayPods(int pods) {}
