@NullMarked
package dev.sluice.stats;

import org.jspecify.annotations.NullMarked;
