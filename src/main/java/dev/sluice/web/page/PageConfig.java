package dev.sluice.web.page;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Settings of the pages. */
@ConfigMapping(prefix = "sluice.web")
interface PageConfig {
    /** Pages that may be kept up to date at once, by this replica; who comes beyond that sees a page that stands still. */
    @WithDefault("200")
    int streams();

    /** Those of one visitor, or of one address where nobody signs in: nobody takes the seats of all. */
    @WithDefault("20")
    int streamsEach();
}
