/** What a native binary has to be told, checked without the compiler. */
@NullMarked
package dev.sluice.binary;

import org.jspecify.annotations.NullMarked;
