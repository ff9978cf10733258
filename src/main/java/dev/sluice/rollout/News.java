package dev.sluice.rollout;

/**
 * Something that people want to hear of.
 *
 * @param kind kind of the object that it is about: Rollout, RolloutPolicy or Deployment
 * @param namespace the object's namespace
 * @param name the object's name
 * @param uid the object's uid; empty when not known
 * @param warning whether someone may have to act
 * @param reason one word in CamelCase
 * @param message what happened, in one line
 */
public record News(
        String kind, String namespace, String name, String uid, boolean warning, String reason, String message) {}
