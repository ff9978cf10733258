package dev.sluice.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FairQueueTest {
    private final FairQueue<String> queue = new FairQueue<>(8, one -> one.substring(0, one.indexOf('/')));

    @Test
    void aNamespaceInWhichMuchHappensKeepsNoOtherOut() {
        assertThat(IntStream.range(0, 9).filter(i -> queue.offer("busy/" + i))).hasSize(4);

        assertThat(queue.offer("calm/0")).isTrue();
    }

    @Test
    void neitherDoFourOfThem() {
        IntStream.range(0, 36).forEach(i -> queue.offer("busy" + i % 4 + "/" + i));

        assertThat(queue.offer("calm/0")).isTrue();
    }

    @Test
    void givesBackThePlaceOfWhatIsTaken() throws InterruptedException {
        IntStream.range(0, 4).forEach(i -> queue.offer("busy/" + i));
        assertThat(queue.offer("busy/4")).isFalse();

        assertThat(queue.take()).isEqualTo("busy/0");
        assertThat(queue.offer("busy/4")).isTrue();
        assertThat(queue.drain()).containsExactly("busy/1", "busy/2", "busy/3", "busy/4");
        assertThat(queue.offer("busy/5")).isTrue();
    }

    @Test
    void allTogetherAreBounded() {
        IntStream.range(0, 8).forEach(i -> queue.offer("n" + i + "/0"));

        assertThat(queue.offer("late/0")).isFalse();
    }
}
