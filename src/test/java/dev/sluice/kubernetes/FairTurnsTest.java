package dev.sluice.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class FairTurnsTest {
    private static final Duration PATIENT = Duration.ofMinutes(1);

    private final FairTurns turns = new FairTurns(10, 1_000);

    @Test
    void hasATurnAtOnceForANewcomerWhateverOthersHold() {
        List<CompletableFuture<FairTurns.Held>> greedy =
                IntStream.range(0, 100).mapToObj(_ -> turns.enter("greedy")).toList();

        assertThat(turns.enter("newcomer")).isCompleted();
        assertThat(greedy).filteredOn(CompletableFuture::isDone).hasSize(5);
    }

    @Test
    void servesTheLinesInTurnAndEachFromItsFront() {
        FairTurns one = new FairTurns(1, 1_000);
        List<String> served = new ArrayList<>();
        CompletableFuture<Void> first = new CompletableFuture<>();
        one.run("a", PATIENT, () -> first);
        IntStream.range(0, 3).forEach(i -> one.run("a", PATIENT, () -> note(served, "a" + i)));
        IntStream.range(0, 2).forEach(i -> one.run("b", PATIENT, () -> note(served, "b" + i)));

        first.complete(null);

        assertThat(served).startsWith("a0", "b0").containsExactlyInAnyOrder("a0", "b0", "a1", "b1", "a2");
        assertThat(served.indexOf("b1")).isLessThan(served.indexOf("a2"));
    }

    @Test
    void refusesWhatIsBeyondALineAndNothingOfOthers() {
        FairTurns small = new FairTurns(4, 2);
        List<CompletableFuture<FairTurns.Held>> all =
                IntStream.range(0, 5).mapToObj(_ -> small.enter("a")).toList();

        assertThat(all.getLast()).isCompletedExceptionally();
        assertThatThrownBy(all.getLast()::join)
                .isInstanceOf(CompletionException.class)
                .hasMessageContaining("too much is under way for namespace a");
        assertThat(small.enter("b")).isCompleted();
    }

    @Test
    void servesWhatIsUrgentBeforeAllOfItsLineAndRefusesItNever() {
        FairTurns one = new FairTurns(1, 2);
        FairTurns.Held held = one.enter("a").join();
        List<CompletableFuture<FairTurns.Held>> waiting = List.of(one.enter("a"), one.enter("a"), one.enter("a", true));

        held.close();

        assertThat(waiting).extracting(CompletableFuture::isDone).containsExactly(false, false, true);
    }

    @Test
    void skipsThoseWhoWaitNoMore() {
        FairTurns one = new FairTurns(1, 1_000);
        FairTurns.Held held = one.enter("a").join();
        CompletableFuture<FairTurns.Held> gone = one.enter("a");
        CompletableFuture<FairTurns.Held> next = one.enter("a");
        gone.cancel(false);

        held.close();

        assertThat(next).isCompleted();
    }

    @Test
    void givesTheTurnOnWhenWhatIsDoneInItFails() {
        FairTurns one = new FairTurns(1, 1_000);

        CompletableFuture<Object> failed = one.run("a", PATIENT, () -> {
            throw new IllegalStateException("no");
        });

        assertThat(failed).isCompletedExceptionally();
        assertThat(one.run("a", PATIENT, () -> CompletableFuture.completedFuture("yes")))
                .isCompletedWithValue("yes");
    }

    @Test
    void endsManyThatCompleteAtOnceWithoutAStackOfThem() {
        FairTurns one = new FairTurns(1, 100_000);
        List<String> served = new ArrayList<>();
        FairTurns.Held held = one.enter("a").join();
        IntStream.range(0, 50_000)
                .forEach(_ -> one.enter("a").thenAccept(turn -> {
                    served.add("a");
                    turn.close();
                }));

        held.close();

        assertThat(served).hasSize(50_000);
    }

    private static CompletableFuture<Void> note(List<String> served, String what) {
        served.add(what);
        return CompletableFuture.completedFuture(null);
    }
}
