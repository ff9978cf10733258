package dev.sluice.rollout;

/** Which of several replicas acts. */
public interface Duty {
    /** Whether this one does, and may write now. */
    boolean acts();
}
