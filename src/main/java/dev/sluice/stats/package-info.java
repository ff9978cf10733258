/**
 * Sequential testing, pure maths: tests that may be looked at as often as one likes. {@link dev.sluice.stats.StreamTest} and
 * {@link dev.sluice.stats.LatencyTest} are what a rollout asks, {@link dev.sluice.stats.EValueAverage} makes one of them.
 */
@NullMarked
package dev.sluice.stats;

import org.jspecify.annotations.NullMarked;
