package dev.sluice.rollout;

/** Why a rollout is paused. */
public enum PauseCause {
    /** Someone set {@code desired: Paused}. */
    User,
    /** The step has a pause gate; setting {@code desired: Run} opens it. */
    Gate,
    /** Green is worse and the policy says to wait for a person. */
    Unhealthy,
    /** The mesh was changed so that the plan cannot go on; it goes on by itself when that is mended. */
    Obstacle;

    /** Whether nothing goes on before a person says so. */
    public boolean asksForPerson() {
        return this == Gate || this == Unhealthy;
    }
}
