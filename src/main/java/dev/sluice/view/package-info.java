@NullMarked
package dev.sluice.view;

import org.jspecify.annotations.NullMarked;
