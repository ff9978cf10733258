package dev.sluice.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.notification.Destination.Tls;
import dev.sluice.notification.Notification.DashboardLinks;
import dev.sluice.rollout.RolloutEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What stands in the file. */
final class NotificationConfigTest {
    private static final String SLACK = "name: a, type: slack, urlFrom: {secretKey: k}";
    private static final String MAIL = "name: a, type: email, from: a@b.c, to: [d@e.f]";

    @Test
    void theSampleOfTheComponentIsRead() throws Exception {
        String sample = Files.readString(Path.of("kubernetes/notifications/notifications.yaml"));

        assertThat(NotificationConfig.read("notifications.yaml", sample).names())
                .contains("on-call");
    }

    @Test
    void everythingHasADefaultThatFits() throws InvalidConfigException {
        Sink sink = one(SLACK);

        assertThat(sink.on()).isEqualTo(EnumSet.allOf(NotificationType.class));
        assertThat(sink.timeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(sink.wants(SampleNotifications.of(NotificationType.Reverted)))
                .isTrue();
    }

    @Test
    void mailServersHaveThePortOfTheirProtection() throws InvalidConfigException {
        assertThat(((Destination.Mail) one(MAIL + ", smtp: {host: m}").destination()).port())
                .isEqualTo(587);
        Destination.Mail tls =
                (Destination.Mail) one(MAIL + ", smtp: {host: m, tls: tls}").destination();
        assertThat(tls.port()).isEqualTo(465);
        assertThat(tls.tls()).isEqualTo(Tls.tls);
    }

    @ParameterizedTest
    @CsvSource({"shop, checkout, true", "shop-eu, checkout, false", "other, checkout, false", "shop, cart, false"})
    void patternsChooseNamespacesAndPolicies(String namespace, String policy, boolean wanted)
            throws InvalidConfigException {
        Sink sink = one(SLACK + ", namespaces: [shop, 'dev-*'], policies: ['check*t', 'x?']");
        Notification sample = SampleNotifications.of(NotificationType.Reverted);
        ReleaseSummary release = sample.release().orElseThrow();

        assertThat(sink.wants(new Notification(
                        "",
                        sample.occasion(),
                        sample.at(),
                        new RolloutEvent("Rollout", namespace, "r", "", true, "", ""),
                        java.util.Optional.of(new ReleaseSummary(
                                policy,
                                "v1",
                                "v2",
                                release.stage(),
                                release.weight(),
                                release.users(),
                                release.probes())),
                        java.util.Optional.empty())))
                .isEqualTo(wanted);
    }

    @Test
    void whoWantsOnePolicyIsToldOfOneThatIsNotKnown() throws InvalidConfigException {
        Notification known = SampleNotifications.of(NotificationType.Reverted);
        Notification unknown = new Notification(
                known.id(),
                known.occasion(),
                known.at(),
                new RolloutEvent("Rollout", "shop", "checkout-1", "", true, "", ""),
                java.util.Optional.empty(),
                java.util.Optional.empty());

        assertThat(one(SLACK + ", policies: [checkout]").wants(unknown)).isTrue();
        assertThat(one(SLACK + ", namespaces: [other], policies: [checkout]").wants(unknown))
                .isFalse();
    }

    @Test
    void occasionsAreWrittenInAnyCase() throws InvalidConfigException {
        assertThat(one(SLACK + ", on: [reverted, Paused]").on())
                .containsExactlyInAnyOrder(NotificationType.Reverted, NotificationType.Paused);
    }

    @Test
    void theUsersWordsComeInsteadOfOurs() throws InvalidConfigException {
        Sink sink = one(SLACK + ", templates: {reverted: {title: '{green} fell over: {why}'}}");
        Message message = new MessageRenderer(sink.words()).of(SampleNotifications.of(NotificationType.Reverted));

        assertThat(message.title()).startsWith("v2 fell over: Unhealthy: green failed");
        assertThat(message.text()).contains("Users in this release: v2 failed 87 of 1,204 requests (7.23 %)");
    }

    @Test
    void aTemplateThatIsTooDeepIsRefused() {
        String deep = "{#if green}".repeat(5_000) + "x" + "{/if}".repeat(5_000);

        assertThatThrownBy(() -> one(SLACK + ", templates: {Reverted: {text: '" + deep + "'}}"))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageContaining("is no template that can be filled in: ");
    }

    @Test
    void aSecretInTheFileIsInNoText() throws InvalidConfigException {
        Sink sink = one("name: a, type: slack, url: 'https://hooks.slack.com/services/T0/B0/verysecret'");

        assertThat(sink.toString()).doesNotContain("verysecret");
        assertThat(new NotificationConfig(java.util.List.of(sink)).exposed()).containsExactly("a");
    }

    @Test
    void errorsNameTheFileTheEntryTheFieldAndTheCure() throws IOException {
        StringBuilder told = new StringBuilder();
        for (String bad : Files.readString(Path.of("src/test/resources/notification/bad.txt"))
                .split("\n---\n")) {
            assertThatThrownBy(() -> NotificationConfig.read("notifications.yaml", bad))
                    .isInstanceOf(InvalidConfigException.class)
                    .satisfies(e -> told.append(bad.strip())
                            .append("\n=> ")
                            .append(e.getMessage())
                            .append("\n\n"));
        }
        assertThat(told.toString()).doesNotContain("=> null").doesNotContain("xoxsecret\n=>.*xoxsecret");
        GoldenMessages.check("notify-bad-settings", told.toString());
    }

    @Test
    void anEmptyFileTellsNobody() throws InvalidConfigException {
        assertThat(NotificationConfig.read("f", "# nothing yet\n")).isEqualTo(NotificationConfig.NONE);
    }

    @Test
    void aLinkToTheDashboardNeedsAnAddress() {
        assertThatThrownBy(() -> DashboardLinks.at("sluice.example.com"))
                .hasMessageContaining("sluice.notify.dashboard-url");
        assertThatThrownBy(() -> DashboardLinks.at("https://s.example.com/{x}"))
                .hasMessageContaining("sluice.notify.dashboard-url");
        assertThat(DashboardLinks.at("https://s.example.com/x/").of("ns", "r"))
                .hasToString("https://s.example.com/x/namespaces/ns/rollouts/r");
    }

    private static Sink one(String entry) throws InvalidConfigException {
        return NotificationConfig.read("notifications.yaml", "sinks: [{" + entry + "}]")
                .sinks()
                .getFirst();
    }
}
