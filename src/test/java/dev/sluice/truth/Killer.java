package dev.sluice.truth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.demo.TroubledApi;
import dev.sluice.demo.TroubledApi.Request;
import dev.sluice.demo.TroubledApi.Trouble;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Kills the controller at every write in every state of the rollout, twice: before the API server has seen the write, and when the same
 * comes again, after the API server has taken it but before the controller hears of that.
 */
final class Killer {
    private final Controller controller;
    private final TruthScene scene;
    private final List<String> kills = Collections.synchronizedList(new ArrayList<>());
    private final BlockingQueue<String> dead = new LinkedBlockingQueue<>();
    private final Map<String, Integer> met = new HashMap<>();
    private boolean dying;

    Killer(Controller controller, TruthScene scene) {
        this.controller = controller;
        this.scene = scene;
        controller.api().make(this::meet);
    }

    /** The writes that it was killed at, in order. */
    List<String> kills() {
        return List.copyOf(kills);
    }

    /** Starts the controller anew after each kill until the rollout is over. */
    void untilOver(String outcome) {
        try {
            while (!scene.watching().over()) {
                String at = dead.poll(1, TimeUnit.SECONDS);
                if (at != null) {
                    scene.watching().note("killed " + at);
                    revive();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        controller.api().calm();
        scene.untilOver(outcome);
        assertThat(kills).isNotEmpty();
    }

    /** What the dead one had still sent must not kill it once more: until the next one is there, nothing gets through. */
    private void revive() {
        controller.restart(() -> {
            synchronized (this) {
                dying = false;
            }
        });
    }

    private synchronized Trouble meet(Request request) {
        if (dying) {
            return new Trouble.Cut();
        }
        if (!request.writes()) {
            return TroubledApi.NONE;
        }
        String write = request.method() + " " + request.path() + " in "
                + scene.watching().stage();
        int times = met.merge(write, 1, Integer::sum);
        dying = times <= 2;
        if (times == 1) {
            die("before " + write);
            return new Trouble.Cut();
        }
        return times == 2 ? new Trouble.Lost(() -> die("after " + write)) : TroubledApi.NONE;
    }

    private void die(String at) {
        kills.add(at);
        controller.kill();
        dead.add(at);
    }
}
