package dev.sluice.truth;

import org.junit.jupiter.api.extension.ExtensionContext;

/** Writes down what happened in each scene. */
final class Report {
    private Report() {}

    static void add(ExtensionContext context, Scene scene) {}
}
