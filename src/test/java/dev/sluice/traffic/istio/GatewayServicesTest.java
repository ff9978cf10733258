package dev.sluice.traffic.istio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.traffic.TrafficConfigException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Where Services stand before gateways' pods, and what it costs to know that; counted, not timed. */
final class GatewayServicesTest {
    private static final int MANY = 1_000;

    private final AtomicLong compared = new AtomicLong();
    private final GatewayServices known = new GatewayServices(compared::addAndGet);

    @Test
    void knowsTheNamespacesOfAGatewaysServicesWhateverCameFirst() {
        known.service("one/a", selecting("app", "edge", "tier", "front"));
        known.gateway("shop/gw", selecting("app", "edge"));
        known.service("two/b", selecting("app", "edge"));
        known.service("two/c", selecting("app", "shop"));
        known.service("none/d", Optional.of(JsonNodeFactory.instance.objectNode()));

        assertThat(known.homes(Map.of("app", "edge"), "shop")).containsExactlyInAnyOrder("one", "two");
        assertThat(known.home("one")).isTrue();
        assertThat(known.home("none")).isFalse();
        assertThat(known.selectors()).containsExactly(Map.of("app", "edge"));
    }

    @Test
    void forgetsWhatIsGoneOrSelectsSomethingElse() {
        known.gateway("shop/gw", selecting("app", "edge"));
        known.gateway("shop/too", selecting("app", "edge"));
        known.service("one/a", selecting("app", "edge"));
        known.service("one/b", selecting("app", "edge"));

        assertThat(known.service("one/a", Optional.empty())).as("was one").isTrue();
        assertThat(known.home("one")).isTrue();
        assertThat(known.service("one/b", selecting("app", "shop")))
                .as("was one")
                .isTrue();
        assertThat(known.home("one")).isFalse();
        assertThat(known.service("one/b", selecting("app", "edge"))).isTrue();
        known.gateway("shop/gw", Optional.empty());
        assertThat(known.home("one")).as("of the other Gateway").isTrue();
        known.gateway("shop/too", selecting("app", "shop"));
        assertThat(known.home("one")).isFalse();
        assertThat(known.service("one/c", selecting("app", "edge"))).isFalse();
    }

    @Test
    void thousandsOfGatewaysAndServicesOfOneNamespaceAreNotHeldAgainstEachOther() {
        IntStream.range(0, MANY).forEach(i -> known.service("evil/s" + i, selecting("app", "a" + i)));
        IntStream.range(0, MANY).forEach(i -> known.gateway("evil/g" + i, selecting("app", "a" + i)));
        assertThat(compared).hasValueLessThanOrEqualTo((long) GatewayServices.EACH * MANY);
        long before = compared.get();

        assertThat(known.home("evil")).isTrue();
        assertThat(known.home("other")).isFalse();
        assertThat(known.homes(Map.of("app", "a0"), "evil")).containsExactly("evil");
        assertThat(compared).as("looking it up compares nothing").hasValue(before);
        known.gateway("shop/gw", selecting("app", "shop"));
        known.service("edge/shop", selecting("app", "shop"));
        assertThat(known.homes(Map.of("app", "shop"), "shop")).as("another's").containsExactly("edge");
        assertThat(compared.get() - before).isLessThanOrEqualTo(MANY + GatewayServices.EACH + 1);
    }

    @Test
    void tellsWhoseGatewayDoesNotCountAndCountsItOnceThereIsRoom() {
        IntStream.rangeClosed(0, GatewayServices.EACH)
                .forEach(i -> known.gateway("evil/g" + i, selecting("app", "a" + i)));
        Map<String, String> last = Map.of("app", "a" + GatewayServices.EACH);
        known.service("edge/last", Optional.of(labels(last)));

        assertThatThrownBy(() -> known.homes(last, "evil"))
                .isInstanceOf(TrafficConfigException.class)
                .hasMessageContaining("the Gateways of namespace evil have more than 50 different selectors")
                .hasMessageContaining("give Gateways of the same pods the same selector");
        known.gateway("evil/g0", Optional.empty());
        assertThat(known.homes(last, "evil")).containsExactly("edge");
    }

    private static Optional<ObjectNode> selecting(String... labels) {
        return Optional.of(labels(
                labels.length == 2
                        ? Map.of(labels[0], labels[1])
                        : Map.of(labels[0], labels[1], labels[2], labels[3])));
    }

    private static ObjectNode labels(Map<String, String> labels) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        ObjectNode selector = object.putObject("spec").putObject("selector");
        labels.forEach(selector::put);
        return object;
    }
}
