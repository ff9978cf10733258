@NullMarked
package dev.sluice.mesh;

import org.jspecify.annotations.NullMarked;
