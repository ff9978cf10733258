package dev.sluice.web.page;

/**
 * A line of the list: a rollout, or the heading of those that follow.
 *
 * @param id where it is on the page
 * @param html all of it
 */
record ListRow(String id, String html) {}
