package dev.sluice.cli.live;

import dev.sluice.cli.cluster.Cluster;
import dev.sluice.cli.text.ExitCodes;
import dev.sluice.cli.text.TerminalOutput;
import dev.sluice.kubernetes.StoredRollout;
import dev.sluice.rollout.Outcome;
import dev.sluice.rollout.RolloutState;
import dev.sluice.view.RolloutDisplay;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Model.CommandSpec;

/** Shows a watch until the rollout is over, or until someone has seen enough. */
final class WatchSession {
    private static final long FRAME_MILLIS = 500;
    private static final int CTRL_D = 4;
    private static final int RESIZED = -2;
    private static final int CHANGED = -3;

    private final RolloutPoller watch;
    private final Viewport frame;
    private final boolean follow;
    private final BlockingQueue<Integer> events = new LinkedBlockingQueue<>(1000);

    WatchSession(RolloutPoller watch, Viewport frame, boolean follow) {
        this.watch = watch;
        this.frame = frame;
        this.follow = follow;
    }

    /** Watches on a terminal where there is one that can be steered, else line by line; gives the exit code. */
    static int watch(CommandSpec spec, Cluster cluster, StoredRollout first, boolean follow) {
        try (RolloutPoller watch = new RolloutPoller(cluster.client(), Clock.systemUTC(), first, follow)) {
            WatchSession session = new WatchSession(watch, Viewport.of(spec), follow);
            Optional<Terminal> tty = TerminalOutput.terminal() ? Terminal.open(Viewport.charset()) : Optional.empty();
            var out = spec.commandLine().getOut();
            return tty.isPresent() ? session.live(tty.get(), out) : session.lines(out);
        }
    }

    /** On a terminal: draws in place, takes keys. The last picture stays behind on the usual screen. */
    int live(Terminal tty, PrintWriter out) {
        try (tty) {
            tty.listen(events::offer, () -> events.offer(RESIZED));
            watch.start(() -> events.offer(CHANGED));
            draw(tty);
        }
        StoredRollout last = last();
        StatusLayout.lines(
                        watch.scene(last, "", ""), frame.sized(Terminal.size().width(), 0))
                .forEach(out::println);
        out.flush();
        return exit();
    }

    private void draw(Terminal tty) {
        KeyBindings keys = new KeyBindings();
        TerminalRenderer renderer = new TerminalRenderer();
        Viewport sized = resized();
        while (follow || !watch.sight().over()) {
            StoredRollout rollout = last();
            StatusLayout.Model scene = watch.scene(
                    rollout,
                    keys.notice(rollout, watch.now()),
                    KeyBindings.legend(RolloutDisplay.of(rollout, Instant.EPOCH)));
            tty.write(renderer.update(StatusLayout.lines(scene, sized), sized.width()));
            int event = next();
            if (event == RESIZED) {
                sized = resized();
                renderer.forget();
            } else if (event == 'q' || event == CTRL_D) {
                return;
            } else if (event > 0) {
                keys.press(event, rollout, watch.now())
                        .ifPresent(order -> keys.told(watch.desire(rollout, order.desired()), watch.now()));
            }
        }
    }

    /** Elsewhere: a line for each change. */
    int lines(PrintWriter out) {
        watch.start(() -> events.offer(CHANGED));
        LineOutput ticker = new LineOutput(frame);
        while (true) {
            boolean over = !follow && watch.sight().over();
            StatusLayout.Model scene = watch.scene(last(), "", "");
            ticker.lines(scene.picture(), steady(String.join("; ", scene.notices())), scene.now())
                    .forEach(out::println);
            if (unread(out) || over) {
                return exit();
            }
            next();
        }
    }

    /** Whether who read has gone, as grep -m1 does. What wraps standard output hears nothing of it, so that one is asked as well. */
    private static boolean unread(PrintWriter out) {
        return out.checkError() || System.out.checkError();
    }

    /** A trouble is one line, not one for each second that it lasts. */
    private static String steady(String notice) {
        return notice.replaceFirst("( for) \\d+ s( now)?", "$1 some time");
    }

    private int next() {
        try {
            Integer event = events.poll(FRAME_MILLIS, TimeUnit.MILLISECONDS);
            return event == null ? CHANGED : event;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 'q';
        }
    }

    private Viewport resized() {
        Terminal.Size size = Terminal.size();
        return frame.sized(size.width(), size.height());
    }

    private StoredRollout last() {
        return watch.sight().rollout().orElseThrow();
    }

    private int exit() {
        return exit(watch.sight());
    }

    /** 0 while it goes on: someone has seen enough. */
    static int exit(RolloutPoller.WatchState sight) {
        Optional<RolloutState> state = sight.rollout().flatMap(StoredRollout::state);
        if (state.isPresent() && state.get() instanceof RolloutState.Finished finished) {
            return finished.outcome() == Outcome.Promoted ? ExitCodes.DONE : ExitCodes.BACK;
        }
        return sight.gone() ? ExitCodes.BACK : ExitCodes.DONE;
    }
}
