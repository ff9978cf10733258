package dev.sluice.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class ConflictRetryTest {
    private final ConflictRetry retry = new ConflictRetry(4, Duration.ofNanos(10));
    private final List<Integer> attempts = new ArrayList<>();

    @Test
    void triesAgainWhileSomebodyIsFaster() {
        assertThat(run(number -> number < 3 ? new KubernetesClientException("changed", 409, new Status()) : null))
                .isEqualTo("written");
        assertThat(attempts).containsExactly(1, 2, 3);
    }

    @Test
    void throwsTheLastConflict() {
        assertThatThrownBy(() -> run(number -> new KubernetesClientException("changed " + number, 409, new Status())))
                .hasMessage("changed 4");
        assertThat(attempts).containsExactly(1, 2, 3, 4);
    }

    @Test
    void throwsAnythingElseAtOnce() {
        assertThatThrownBy(() -> run(number -> new KubernetesClientException("refused", 422, new Status())))
                .hasMessage("refused");
        assertThatThrownBy(() -> run(number -> new IllegalStateException("broken")))
                .hasMessage("broken");
        assertThat(attempts).containsExactly(1, 1);
    }

    @Test
    void takesAnotherWordForAConflict() {
        String written = retry.run(IllegalStateException.class::isInstance, number -> {
            if (number == 1) {
                throw new IllegalStateException("changed");
            }
            return "written at " + number;
        });

        assertThat(written).isEqualTo("written at 2");
    }

    private String run(IntFunction<@Nullable RuntimeException> failure) {
        return retry.run(number -> {
            attempts.add(number);
            RuntimeException e = failure.apply(number);
            if (e != null) {
                throw e;
            }
            return "written";
        });
    }
}
