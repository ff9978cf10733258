/**
 * Sequential testing, pure maths: tests that may be looked at as often as one likes. {@link dev.sluice.analysis.StreamTest} and
 * {@link dev.sluice.analysis.LatencyTest} are what a rollout asks, {@link dev.sluice.analysis.EValueAverage} makes one of them, and
 * {@link dev.sluice.analysis.SequentialTests} are those of one stage.
 */
@NullMarked
package dev.sluice.analysis;

import org.jspecify.annotations.NullMarked;
