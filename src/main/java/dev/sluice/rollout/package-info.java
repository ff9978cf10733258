/** The state machine of a release and what it promises beforehand: pure functions of what was seen. */
@NullMarked
package dev.sluice.rollout;

import org.jspecify.annotations.NullMarked;
