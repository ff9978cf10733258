package dev.sluice.cli.live;

import dev.sluice.view.Picture;
import java.time.Instant;
import java.util.List;

/**
 * What is drawn.
 *
 * @param picture the rollout
 * @param pods both versions' pods
 * @param fall what would become of a green that fails everything from now on; empty when that is not known
 * @param notices what is wrong with this view itself, then what is asked of who looks at it; empty when nothing is
 * @param keys the keys that do something; empty where none does
 * @param now when
 */
public record Scene(Picture picture, Pods pods, String fall, List<String> notices, String keys, Instant now) {
    /** Copies. */
    public Scene {
        notices = List.copyOf(notices);
    }

    /** One that is printed once. */
    public static Scene still(Picture picture, Pods pods, String fall, Instant now) {
        return new Scene(picture, pods, fall, List.of(), "", now);
    }
}
