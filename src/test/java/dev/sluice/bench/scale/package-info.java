/** How many rollouts one or two replicas carry, and what breaks first; {@code bench/scale}. */
@NullMarked
package dev.sluice.bench.scale;

import org.jspecify.annotations.NullMarked;
