package dev.sluice.cli;

import dev.sluice.rollout.Forecast;

/**
 * A policy and what to expect of it.
 *
 * @param policy the policy
 * @param forecast what to expect
 * @param rpsGiven whether the user said how many requests there are
 */
record PlannedPolicy(PolicyFiles.NamedPolicy policy, Forecast forecast, boolean rpsGiven) {}
