@NullMarked
package dev.sluice.observability;

import org.jspecify.annotations.NullMarked;
