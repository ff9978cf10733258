@NullMarked
package dev.sluice.probe;

import org.jspecify.annotations.NullMarked;
