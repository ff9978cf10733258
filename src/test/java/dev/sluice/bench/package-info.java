/**
 * Replays a catalogue of faults, seeded, through the real core and through models of other controllers' rules: {@code bench/run}.
 */
@NullMarked
package dev.sluice.bench;

import org.jspecify.annotations.NullMarked;
