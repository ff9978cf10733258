/** What the controller asks of whatever moves traffic, in words that no mesh owns. */
@NullMarked
package dev.sluice.traffic;

import org.jspecify.annotations.NullMarked;
