package dev.sluice.notify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.rollout.News;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MailboxTest {
    private final Mailbox mailbox = new Mailbox(4);

    @Test
    void aNamespaceInWhichMuchHappensPushesOutItsOwnAlone() {
        mailbox.put(notice("calm", Occasion.Reverted));
        IntStream.range(0, 20).forEach(_ -> mailbox.put(notice("busy", Occasion.Reverted)));

        assertThat(mailbox.take(1)).extracting(Notice::namespace).containsExactly("calm", "busy", "busy", "busy");
    }

    @Test
    void whatCallsNobodyGoesFirst() {
        mailbox.put(notice("shop", Occasion.Reverted));
        mailbox.put(notice("shop", Occasion.Started));
        IntStream.range(0, 3).forEach(_ -> mailbox.put(notice("shop", Occasion.Reverted)));

        assertThat(mailbox.take(1)).extracting(Notice::occasion).containsOnly(Occasion.Reverted);
    }

    private static Notice notice(String namespace, Occasion occasion) {
        News news = new News("Rollout", namespace, "app-1", "", true, "Reverted", "green failed");
        return Notice.of(news, occasion, Instant.EPOCH, Optional.empty(), Optional.empty());
    }
}
