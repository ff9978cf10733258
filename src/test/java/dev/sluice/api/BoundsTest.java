package dev.sluice.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every text, number and list of a policy has a bound, and so has what is said about one that breaks it. */
final class BoundsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String LONG = "1s".repeat(500_000);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/progressDeadline",
                "/preflight/hold",
                "/bake/hold",
                "/health/latency/p99",
                "/health/latency/minDifference",
                "/health/latency/warmup",
                "/health/probe/timeout",
                "/health/probe/warmup",
                "/health/probe/path",
                "/health/probe/host",
                "/health/probe/method",
                "/health/probe/bodyContains",
                "/health/probe/bodyMatches",
                "/health/probe/protocol",
                "/health/probe/grpcService",
                "/health/probe/tls/caBundle",
                "/onUnhealthy",
                "/blueAfter",
                "/capacity/rule",
                "/health/alpha",
                "/historyLimit",
                "/autoSteps"
            })
    void aLongTextIsRefusedShortly(String pointer) {
        ObjectNode spec = spec();
        int slash = pointer.lastIndexOf('/');
        spec.withObject(pointer.substring(0, slash).isEmpty() ? "" : pointer.substring(0, slash))
                .put(pointer.substring(slash + 1), LONG);

        refusesShortly(spec);
    }

    @ParameterizedTest
    @CsvSource({"virtualService", "host"})
    void soIsOneInARoute(String field) {
        ObjectNode spec = spec();
        ((ObjectNode) spec.at("/routes/0")).put(field, LONG);

        refusesShortly(spec);
    }

    @Test
    void soAreLongLists() {
        for (String list : new String[] {"/health/probe/expectedStatus", "/routes", "/steps", "/health/probe/paths"}) {
            ObjectNode spec = spec();
            int slash = list.lastIndexOf('/');
            ArrayNode many =
                    spec.withObject(slash == 0 ? "" : list.substring(0, slash)).putArray(list.substring(slash + 1));
            for (int i = 0; i < 10_000; i++) {
                switch (list) {
                    case "/routes" -> many.addObject().put("virtualService", "v" + i);
                    case "/steps" -> many.addObject().put("weight", 10);
                    case "/health/probe/paths" -> many.addObject().put("path", "/" + i);
                    default -> many.add("200");
                }
            }
            refusesShortly(spec);
        }
    }

    @Test
    void soIsAFieldThatNobodyKnows() {
        refusesShortly(spec().put(LONG, true));
    }

    @ParameterizedTest
    @ValueSource(strings = {"../../pay/virtualservices/till", "a b", "UPPER", "a/b", "-", "a\nb"})
    void whatIsNoNameOfAVirtualServiceIsRefused(String name) {
        ObjectNode spec = spec();
        ((ObjectNode) spec.at("/routes/0")).put("virtualService", name);

        InvalidPolicyException e = refusesShortly(spec);

        assertThat(e.field()).isEqualTo("spec.routes[0].virtualService");
    }

    @Test
    void whatIsSaidHasNoLineEndsOfOthers() {
        InvalidPolicyException e = refusesShortly(spec().put("x\n2026-01-01 ERROR \u001b[2J all is lost", true));

        assertThat(e.getMessage()).doesNotContain("\n").doesNotContain("\u001b");
    }

    private static ObjectNode spec() {
        ObjectNode spec = JSON.createObjectNode();
        spec.putArray("routes").addObject().put("virtualService", "myapp");
        return spec;
    }

    private static InvalidPolicyException refusesShortly(ObjectNode spec) {
        InvalidPolicyException e = assertTimeoutPreemptively(
                Duration.ofSeconds(10),
                () -> catchThrowableOfType(InvalidPolicyException.class, () -> PolicyReader.read(spec)));
        assertThat(e).isNotNull();
        assertThat(e.getMessage()).hasSizeLessThan(1_000);
        return e;
    }
}
