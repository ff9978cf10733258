/** The truth suite: a real API server, istiod and Envoy under open-loop load. */
@NullMarked
package dev.sluice.truth;

import org.jspecify.annotations.NullMarked;
