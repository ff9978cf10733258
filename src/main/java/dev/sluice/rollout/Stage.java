package dev.sluice.rollout;

import java.time.Duration;

/**
 * One stage of a plan.
 *
 * @param name for people: PreFlight, Step 1/3 or Bake
 * @param weight green's share during the stage
 * @param hold how long it lasts once every gateway serves the weight
 * @param gate whether a person must let the rollout go on afterwards
 * @param pass what it needs before it may be left
 */
public record Stage(String name, Weight weight, Duration hold, boolean gate, ExitCriterion pass) {
    /** One of the user's own. */
    public Stage(String name, Weight weight, Duration hold, boolean gate) {
        this(name, weight, hold, gate, ExitCriterion.Sampled);
    }
}
