/** The API server: bounded reads, our two kinds and their clients, Leases, who may do what. */
@NullMarked
package dev.sluice.kubernetes;

import org.jspecify.annotations.NullMarked;
