package dev.sluice.kubernetes;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.api.PolicyReader;
import dev.sluice.api.ProbeSpec;
import dev.sluice.local.BareApi;
import dev.sluice.local.TroubledApi;
import dev.sluice.rollout.SecretHeaders;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.NonDeletingOperation;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What probes are given of Secrets, and what they are not. */
final class ProbeSecretsTest {
    private static final List<String> SHOP = List.of("shop.example.com");
    private static final ProbeSpec PROBE = probe("""
            [{"name": "Authorization", "valueFrom": {"secretKeyRef": {"name": "probe", "key": "token"}}}]""");
    private static final Map<String, String> LENT =
            Map.of(LentSecret.HEADERS, "authorization, x-other", LentSecret.HOSTS, "shop.example.com,*.shop.test");

    private final BareApi api = new BareApi("");
    private final TroubledApi trouble = new TroubledApi(api.uri());
    private final KubernetesClient client = trouble.client();
    private final AtomicInteger asked = new AtomicInteger();
    private volatile Instant now = Instant.EPOCH;
    private final ProbeSecrets secrets = new ProbeSecrets(client, () -> now);

    @BeforeEach
    void count() {
        answer(TroubledApi.NONE);
    }

    @AfterEach
    void close() {
        client.close();
        trouble.close();
        api.close();
    }

    @Test
    void givesWhatTheSecretHolds() {
        write(LENT, "Bearer abc");

        assertThat(settled()).isEqualTo(new SecretHeaders.Known(Map.of("Authorization", "Bearer abc")));
    }

    @Test
    void showsNoValueWhereItIsPrinted() {
        write(LENT, "Bearer abc");

        assertThat(settled().toString()).isEqualTo("Known[Authorization]");
    }

    @Test
    void takesANewValueAfterHalfAMinuteAndAsksNoOftener() {
        write(LENT, "old");
        settled();
        write(LENT, "new");
        now = now.plus(ProbeSecrets.FRESH).minusSeconds(1);
        for (int i = 0; i < 100; i++) {
            assertThat(look()).isEqualTo(new SecretHeaders.Known(Map.of("Authorization", "old")));
        }
        assertThat(asked).hasValue(1);
        now = now.plusSeconds(1);

        await().untilAsserted(
                        () -> assertThat(look()).isEqualTo(new SecretHeaders.Known(Map.of("Authorization", "new"))));
        assertThat(asked).hasValue(2);
    }

    @Test
    void tellsWhoListensOfANewValueAlone() {
        AtomicInteger heard = new AtomicInteger();
        secrets.onNews(heard::incrementAndGet);
        write(LENT, "old");
        settled();
        await().untilAsserted(() -> assertThat(heard).hasValue(1));
        again();
        untilAsked(2);
        write(LENT, "new");
        again();

        await().untilAsserted(() -> {
            look();
            assertThat(heard).hasValue(2);
        });
    }

    @Test
    void keepsTheOldValueWhileTheApiServerIsAway() {
        write(LENT, "old");
        settled();
        answer(new TroubledApi.Trouble.Answer(500));
        again();
        untilAsked(2);
        again();
        untilAsked(3);

        assertThat(look()).isEqualTo(new SecretHeaders.Known(Map.of("Authorization", "old")));
    }

    @Test
    void isNoVerdictWhatCannotBeReadNow() {
        answer(new TroubledApi.Trouble.Answer(500));

        await().untilAsserted(() -> assertThat(look())
                .isEqualTo(new SecretHeaders.Unseen("Secret shop/probe cannot be read now (HTTP 500)")));
    }

    @Test
    void namesTheComponentThatGivesTheRight() {
        answer(new TroubledApi.Trouble.Answer(403));

        assertThat(problem())
                .startsWith("Secret shop/probe may not be read by Sluice; install the component probe-secrets"
                        + " (sluice install --with probe-secrets), or ");
    }

    @Test
    void namesTheSecretTheKeyAndTheCure() {
        assertThat(problem())
                .isEqualTo(
                        "Secret shop/probe does not exist; create it with the key token: kubectl -n shop create secret"
                                + " generic probe --from-literal=token=VALUE");
        write(LENT, "other", "x");
        again();

        await().untilAsserted(() -> assertThat(problem())
                .isEqualTo("Secret shop/probe has no key token; add it: kubectl -n shop edit secret probe"));
        write(LENT, "Bearer abc");
        again();
        await().untilAsserted(() -> assertThat(look()).isInstanceOf(SecretHeaders.Known.class));
    }

    @Test
    void forgetsASecretThatIsTakenAway() {
        write(LENT, "Bearer abc");
        settled();
        api.client().secrets().inNamespace("shop").withName("probe").delete();
        again();

        await().untilAsserted(() -> assertThat(look()).isInstanceOf(SecretHeaders.Withheld.class));
    }

    @Test
    void sendsNoSecretWhoseOwnerHasNotSaidSo() {
        write(Map.of(), "Bearer abc");

        assertThat(problem())
                .isEqualTo(
                        "Secret shop/probe does not say that probes may send it; its owner says so: kubectl -n shop annotate"
                                + " secret probe sluice.dev/probe-headers=Authorization sluice.dev/probe-hosts=shop.example.com");
    }

    /** Who may write a policy and no more: the Secret to an app of theirs, or into a header that gateways and apps log. */
    @ParameterizedTest
    @CsvSource({
        "Authorization, evil.example.com, the host evil.example.com",
        "Authorization, shop.example.com.evil.test, the host shop.example.com.evil.test",
        "Authorization, shop.test, the host shop.test",
        "User-Agent, shop.example.com, the header User-Agent"
    })
    void sendsASecretNowhereElse(String header, String host, String what) {
        write(LENT, "Bearer abc");
        ProbeSpec theirs = probe("""
                [{"name": "%s", "valueFrom": {"secretKeyRef": {"name": "probe", "key": "token"}}}]""".formatted(header));

        await().untilAsserted(() -> assertThat(secrets.look("shop", theirs, List.of(host)))
                .isInstanceOfSatisfying(
                        SecretHeaders.Withheld.class,
                        withheld -> assertThat(withheld.why())
                                .contains("may not be sent")
                                .contains(what)
                                .doesNotContain("Bearer")));
    }

    @ParameterizedTest
    @CsvSource({"SHOP.example.com", "a.shop.test", "a.b.shop.test"})
    void sendsItToHostsThatItsOwnerNames(String host) {
        write(LENT, "Bearer abc");

        await().untilAsserted(() ->
                assertThat(secrets.look("shop", PROBE, List.of(host))).isInstanceOf(SecretHeaders.Known.class));
    }

    @ParameterizedTest
    @CsvSource({
        "'Bearer abc\n', ends with a line break",
        "'Bearer\r\nabc', has a line break or another control character",
        "'Bearer\u001babc', has a line break or another control character",
        "'Bearer \u00e4', is not plain ASCII",
        "'', is empty"
    })
    void saysWhatNoHeaderCanHoldWithoutSayingIt(String value, String flaw) {
        write(LENT, value);

        assertThat(problem())
                .startsWith(
                        "key token of Secret shop/probe " + flaw + ", so no header can hold it; write the value alone")
                .doesNotContain("Bearer");
    }

    @Test
    void readsNoMoreThanAHeaderMayHave() {
        write(LENT, "x".repeat(900_000));

        assertThat(problem()).contains("has more than 8000 characters");
    }

    @Test
    void asksForNoSecretThatNoPolicyNames() {
        write(LENT, "Bearer abc");

        assertThat(secrets.look("shop", probe("[]"), SHOP)).isEqualTo(SecretHeaders.NONE);
        assertThat(asked).hasValue(0);
    }

    @Test
    void keepsNobodyWaitingForAnApiServerThatHangs() {
        answer(new TroubledApi.Trouble.Hang());

        long begun = System.nanoTime();
        for (int i = 0; i < 1_000; i++) {
            look();
        }

        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(1));
        assertThat(asked.get()).isLessThanOrEqualTo(1);
    }

    @Test
    void aNamespaceThatNamesThousandsIsToldAndNoOtherFeelsIt() {
        write(LENT, "Bearer abc");
        for (int i = 0; i < 100; i++) {
            secrets.look("greedy", many(i), SHOP);
        }

        assertThat(secrets.look("greedy", many(100), SHOP).missing().orElseThrow())
                .contains("name more than 64 values of Secrets");
        assertThat(settled()).isInstanceOf(SecretHeaders.Known.class);
    }

    private static ProbeSpec many(int from) {
        return probe(IntStream.range(0, 8)
                .mapToObj(i -> """
                        {"name": "X-%d", "valueFrom": {"secretKeyRef": {"name": "s%d", "key": "k"}}}""".formatted(i, 8 * from + i))
                .collect(Collectors.joining(",", "[", "]")));
    }

    private static ProbeSpec probe(String headersFrom) {
        return PolicyReader.read("""
                {"routes": [{"virtualService": "shop"}], "health": {"probe": {"headersFrom": %s}}}""".formatted(headersFrom)).health().probe();
    }

    private SecretHeaders look() {
        return secrets.look("shop", PROBE, SHOP);
    }

    private SecretHeaders settled() {
        return await().until(this::look, seen -> !(seen instanceof SecretHeaders.Unseen));
    }

    private String problem() {
        return settled().missing().orElseThrow();
    }

    /** So much time passes that it is read anew when somebody looks. */
    private void again() {
        now = now.plus(ProbeSecrets.FRESH);
        look();
    }

    private void untilAsked(int times) {
        await().until(() -> {
            look();
            return asked.get() >= times;
        });
    }

    private void answer(TroubledApi.Trouble with) {
        trouble.make(request -> {
            if (request.path().contains("/secrets/")) {
                asked.incrementAndGet();
            }
            return with;
        });
    }

    private void write(Map<String, String> annotations, String value) {
        write(annotations, "token", value);
    }

    private void write(Map<String, String> annotations, String key, String value) {
        api.client()
                .secrets()
                .inNamespace("shop")
                .resource(new SecretBuilder()
                        .withNewMetadata()
                        .withName("probe")
                        .withNamespace("shop")
                        .withAnnotations(annotations)
                        .endMetadata()
                        .withData(Map.of(key, Base64.getEncoder().encodeToString(value.getBytes(UTF_8))))
                        .build())
                .createOr(NonDeletingOperation::update);
    }
}
