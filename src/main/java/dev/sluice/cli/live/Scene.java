package dev.sluice.cli.live;

import dev.sluice.view.Picture;
import java.time.Instant;

/**
 * What is drawn.
 *
 * @param picture the rollout
 * @param pods both versions' pods
 * @param fall what would become of a green that fails everything from now on; empty when that is not known
 * @param notice what is wrong with this view itself, or asked of who looks at it; empty when nothing is
 * @param keys the keys that do something; empty where none does
 * @param now when
 */
public record Scene(Picture picture, Pods pods, String fall, String notice, String keys, Instant now) {
    /** One that is printed once. */
    public static Scene still(Picture picture, Pods pods, String fall, Instant now) {
        return new Scene(picture, pods, fall, "", "", now);
    }
}
