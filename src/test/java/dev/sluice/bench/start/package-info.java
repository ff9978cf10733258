/** How long Sluice takes to start, and what it weighs; {@code bench/start}. */
@NullMarked
package dev.sluice.bench.start;

import org.jspecify.annotations.NullMarked;
