package dev.sluice.bench;

/**
 * What is played.
 *
 * @param what the entry of the catalogue
 * @param onset when it begins
 * @param perSecond users' requests
 * @param seed of all chance in it
 */
record BenchScene(Case what, Onset onset, double perSecond, long seed) {}
