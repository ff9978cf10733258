/** The dashboard's pages and what keeps them up to date. */
@NullMarked
package dev.sluice.web.page;

import org.jspecify.annotations.NullMarked;
