/** A real browser for tests, by its own protocol; nothing has to be installed but Chromium itself. */
@NullMarked
package dev.sluice.web.browser;

import org.jspecify.annotations.NullMarked;
