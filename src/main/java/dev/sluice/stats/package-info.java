/**
 * Sequential testing, pure maths. {@link dev.sluice.stats.SignTest} decides today; the tests that may be looked at as often as one likes
 * ({@link dev.sluice.stats.StreamTest}, {@link dev.sluice.stats.Combined}) are to take its place.
 */
@NullMarked
package dev.sluice.stats;

import org.jspecify.annotations.NullMarked;
