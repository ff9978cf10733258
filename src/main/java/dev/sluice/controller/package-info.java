/** The imperative shell: watches, decides by {@link dev.sluice.rollout}, writes. */
@NullMarked
package dev.sluice.controller;

import org.jspecify.annotations.NullMarked;
