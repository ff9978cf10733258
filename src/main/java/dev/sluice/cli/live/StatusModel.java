package dev.sluice.cli.live;

import dev.sluice.view.RolloutDisplay;
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
public record StatusModel(
        RolloutDisplay picture, PodTree pods, String fall, List<String> notices, String keys, Instant now) {
    /** Copies. */
    public StatusModel {
        notices = List.copyOf(notices);
    }

    /** One that is printed once. */
    public static StatusModel still(RolloutDisplay display, PodTree pods, String fall, Instant now) {
        return new StatusModel(display, pods, fall, List.of(), "", now);
    }
}
