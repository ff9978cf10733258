/** Puts Sluice into a cluster, and takes it out again. */
@NullMarked
package dev.sluice.cli.install;

import org.jspecify.annotations.NullMarked;
