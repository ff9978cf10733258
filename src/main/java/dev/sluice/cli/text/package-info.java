@NullMarked
package dev.sluice.cli.text;

import org.jspecify.annotations.NullMarked;
