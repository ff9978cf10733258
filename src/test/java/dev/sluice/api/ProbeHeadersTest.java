package dev.sluice.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Headers of probes, in plain text and from Secrets. */
final class ProbeHeadersTest {
    private static final String FROM = """
            {"routes": [{"virtualService": "shop"}], "health": {"probe": {"headers": {"Cookie": "tea=1"}, "headersFrom": [
              {"name": "Authorization", "valueFrom": {"secretKeyRef": {"name": "probe", "key": "token"}}}]}}}
            """;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Authorization",
                "Proxy-Authorization",
                "Cookie",
                "X-Api-Key",
                "apikey",
                "X-Auth",
                "x-csrf-token",
                "X-Client-Secret",
                "X-Password",
                "x_session",
                "X-Amz-Security-Token",
                "X-Access-Key"
            })
    void namesOfCredentialsAreKnown(String name) {
        assertThat(ProbeHeaders.credential(name)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Accept",
                "X-Team",
                "X-Forwarded-Proto",
                "X-Author",
                "Idempotency-Key",
                "User-Agent",
                "X-Tenant",
                ":authority"
            })
    void soAreOthers(String name) {
        assertThat(ProbeHeaders.credential(name)).isFalse();
    }

    @Test
    void aCredentialInPlainTextIsAWarningAndOneInASecretIsNone() {
        assertThat(PolicyReader.read(FROM).warnings())
                .containsExactly(
                        "spec.health.probe.headers.Cookie looks like a credential, and whoever may read the policy or its Rollouts can read it;"
                                + " keep it in a Secret that spec.health.probe.headersFrom names");
    }

    @Test
    void theReferenceComesThroughAndTheValueThatIsHiddenDoesNot() {
        PolicySpec read = PolicyReader.read(FROM);

        assertThat(PolicyReader.read(PolicyReader.json(read))).isEqualTo(read);
        assertThat(PolicyReader.json(read.withoutHeaderValues()))
                .contains("\"secretKeyRef\":{\"name\":\"probe\",\"key\":\"token\"}")
                .doesNotContain("tea=1");
    }

    /** One namespace's probes would send hundreds of megabytes a second. */
    @Test
    void allOfThemTogetherAreBounded() {
        String policy = "{\"routes\": [{\"virtualService\": \"shop\"}], \"health\": {\"probe\": {\"headers\": {%s}}}}";
        String four = IntStream.range(0, 4)
                .mapToObj(i -> "\"x-" + i + "\": \"" + "v".repeat(8_000) + "\"")
                .collect(Collectors.joining(","));

        assertThat(PolicyReader.read(policy.formatted(four)).health().probe().headers())
                .hasSize(4);
        assertThatThrownBy(() -> PolicyReader.read(policy.formatted(four + ", \"y\": \"" + "v".repeat(800) + "\"")))
                .isInstanceOf(InvalidPolicyException.class)
                .hasMessageContaining("headers have 32813 characters together, names and values; they may have 32768");
    }

    @Test
    void aPolicyThatNamesNoSecretIsWrittenAsBefore() {
        assertThat(PolicyReader.json(PolicyReader.read("{\"routes\": [{\"virtualService\": \"shop\"}]}")))
                .doesNotContain("headersFrom");
    }
}
