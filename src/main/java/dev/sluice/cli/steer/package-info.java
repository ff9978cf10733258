@NullMarked
package dev.sluice.cli.steer;

import org.jspecify.annotations.NullMarked;
