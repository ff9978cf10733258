/** Evidence from what the gateways have counted of users' requests. */
@NullMarked
package dev.sluice.evidence.gateway;

import org.jspecify.annotations.NullMarked;
