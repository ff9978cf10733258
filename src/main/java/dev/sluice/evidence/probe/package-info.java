/** Evidence from requests of our own, through the ingress, each pinned to one version. */
@NullMarked
package dev.sluice.evidence.probe;

import org.jspecify.annotations.NullMarked;
