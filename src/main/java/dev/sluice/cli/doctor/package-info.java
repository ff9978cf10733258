/** Looks for what would keep Sluice from working, one check after the other. */
@NullMarked
package dev.sluice.cli.doctor;

import org.jspecify.annotations.NullMarked;
