package dev.sluice.analysis;

/**
 * What is asked of one stream of requests.
 *
 * @param relative green beside blue
 * @param objective green beside its objective
 */
public record StreamRates(RelativeRateTest relative, ObjectiveRateTest objective) {}
