/** Traffic by Istio: VirtualServices and DestinationRules are read, inspected and changed as JSON trees. */
@NullMarked
package dev.sluice.traffic.istio;

import org.jspecify.annotations.NullMarked;
