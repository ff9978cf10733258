/** What tells how both versions serve. */
@NullMarked
package dev.sluice.evidence;

import org.jspecify.annotations.NullMarked;
