package dev.sluice.bench;

/** When a fault begins. */
enum Onset {
    /** With the release: it is there in the pre-flight already. */
    Start,
    /** The moment green gets its first user. */
    FirstUser,
    /** At a random moment of the release, from the first user on. */
    AnyTime
}
