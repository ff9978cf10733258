package dev.sluice.cli;

import dev.sluice.api.PolicySpec;

/**
 * A policy as a file holds it.
 *
 * @param file where it was found
 * @param name its name
 * @param namespace its namespace; empty when the file leaves that to kubectl
 * @param spec what it asks for
 */
record NamedPolicy(String file, String name, String namespace, PolicySpec spec) {}
