package dev.sluice.traffic.istio;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What comes and goes faster than anybody looks. */
class DestinationIndexTest {
    private static final IstioHost SHOP = new IstioHost("shop", "ns");
    private static final IstioHost CART = new IstioHost("cart", "ns");
    private static final IstioHost ALIAS = new IstioHost("alias", "evil");

    private final AtomicLong now = new AtomicLong();
    private final DestinationIndex index = new DestinationIndex(namespace -> !namespace.equals("unread"), now::get);

    @Test
    void oneThatIsGoneCountsForSomeTime() {
        index.sender("evil/a", sender(SHOP));
        index.sender("evil/a", DestinationIndex.Sender.NONE);

        pass(LingeringIndex.LINGER.minusNanos(1));
        assertThat(index.to(SHOP, false)).containsExactly("evil/a");
        pass(Duration.ofNanos(1));
        assertThat(index.to(SHOP, false)).isEmpty();
    }

    @Test
    void oneThatComesAndGoesCountsUntilItHasBeenAwayForSomeTime() {
        for (int i = 0; i < 5; i++) {
            index.sender("evil/a", sender(SHOP));
            index.sender("evil/a", DestinationIndex.Sender.NONE);
            pass(LingeringIndex.LINGER.dividedBy(2));
            assertThat(index.to(SHOP, false)).containsExactly("evil/a");
        }
        pass(LingeringIndex.LINGER);
        assertThat(index.to(SHOP, false)).isEmpty();
    }

    @Test
    void anotherNameThatComesAndGoesDoesToo() {
        index.sender("evil/a", sender(ALIAS));
        index.service("evil/alias", Set.of(SHOP));
        index.service("evil/alias", Set.of(CART));

        assertThat(index.to(SHOP, false)).containsExactly("evil/a");
        assertThat(index.to(CART, false)).containsExactly("evil/a");
        pass(LingeringIndex.LINGER);
        assertThat(index.to(SHOP, false)).isEmpty();
        assertThat(index.to(CART, false)).containsExactly("evil/a");
    }

    @Test
    void aNameThatBecomesASecondOneLeadsAnywhere() {
        index.sender("evil/a", sender(ALIAS));
        index.service("evil/alias", Set.of(new IstioHost("next", "evil")));
        assertThat(index.to(SHOP, false)).isEmpty();

        index.service("evil/next", Set.of(CART));

        assertThat(index.to(SHOP, false)).containsExactly("evil/a");
    }

    @Test
    void aGatewayThatIsGoneCountsForSomeTime() {
        index.gateway("evil/gw", true);
        index.sender("evil/a", new DestinationIndex.Sender(Set.of(SHOP), Set.of("evil/gw")));
        index.gateway("evil/gw", false);

        pass(LingeringIndex.LINGER.minusNanos(1));
        assertThat(index.to(SHOP, false)).containsExactly("evil/a");
        index.gateway("evil/gw", true);
        index.gateway("evil/gw", false);
        pass(LingeringIndex.LINGER.minusNanos(1));
        assertThat(index.to(SHOP, false)).containsExactly("evil/a");
        pass(Duration.ofNanos(1));
        assertThat(index.to(SHOP, false)).isEmpty();
        assertThat(index.to(SHOP, true)).containsExactly("evil/a");
    }

    @Test
    void whereGatewaysAreNotReadTheyMayBeThere() {
        index.sender("evil/a", new DestinationIndex.Sender(Set.of(SHOP), Set.of("unread/gw")));

        assertThat(index.to(SHOP, false)).containsExactly("evil/a");
    }

    /** Somebody who names other hosts all the time fills nobody's memory, and hides nothing. */
    @Test
    void aNamespaceOfWhichTooMuchIsGoneCountsForEveryHost() {
        for (int i = 0; i <= LingeringIndex.EACH; i++) {
            index.sender("evil/a", sender(new IstioHost("other-" + i, "ns")));
        }
        assertThat(index.to(SHOP, false)).isEmpty();
        index.sender("evil/a", sender(SHOP));
        index.sender("evil/a", DestinationIndex.Sender.NONE);

        assertThat(index.to(CART, false)).containsExactly("evil/*");
        pass(LingeringIndex.LINGER);
        assertThat(index.to(CART, false)).isEmpty();
    }

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }

    private static DestinationIndex.Sender sender(IstioHost host) {
        return new DestinationIndex.Sender(Set.of(host), Set.of());
    }
}
