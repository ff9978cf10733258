/** One rollout on a terminal: drawn once, or alive. */
@NullMarked
package dev.sluice.cli.live;

import org.jspecify.annotations.NullMarked;
