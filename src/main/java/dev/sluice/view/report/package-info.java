/** One rollout as a page that needs nothing but itself. */
@NullMarked
package dev.sluice.view.report;

import org.jspecify.annotations.NullMarked;
