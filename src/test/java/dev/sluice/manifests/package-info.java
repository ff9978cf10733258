/** Holds together what is shipped beside the code: CRDs, manifests, policies and their documents. */
@NullMarked
package dev.sluice.manifests;

import org.jspecify.annotations.NullMarked;
