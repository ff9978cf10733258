/** Who asks, and what they may see and do. Kubernetes decides; nothing here keeps a list of people. */
@NullMarked
package dev.sluice.web.access;

import org.jspecify.annotations.NullMarked;
