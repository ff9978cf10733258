package dev.sluice.notify;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import dev.sluice.analysis.Counts;
import dev.sluice.notify.Destination.Form;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What each kind of sink is sent. */
final class FormsTest {
    private static final MessageRenderer WORDING = new MessageRenderer(Map.of());
    private static final String NASTY =
            "<!channel> <@U1> @everyone @here **b** _i_ `c` [x](https://evil.example) <https://evil.example|x> <at>you</at>"
                    + " \u0007\u001b[31m\u202e & \"q\" \\";

    @ParameterizedTest
    @EnumSource(Form.class)
    void everyOccasionIsSaidAsBefore(Form form) {
        GoldenMessages.check(
                "notify-" + form,
                SampleNotifications.all().stream()
                        .map(sample -> "# " + sample.occasion() + "\n"
                                + HttpTransport.body(form, delivery(sample)).toPrettyString() + "\n")
                        .collect(Collectors.joining("\n"))
                        .replace(System.lineSeparator(), "\n"));
    }

    @Test
    void everyOccasionIsMailedAsBefore() {
        GoldenMessages.check(
                "notify-email",
                SampleNotifications.all().stream()
                        .map(sample ->
                                "# " + sample.occasion() + "\nSubject: " + MailFormatter.subject(WORDING.of(sample))
                                        + "\n\n" + MailFormatter.text(WORDING.of(sample)))
                        .collect(Collectors.joining("\n")));
    }

    @Test
    void aGreenThatLooksBadIsNotCalledAGate() {
        Notification gate = SampleNotifications.of(NotificationType.Paused);
        Notification bad = new Notification(
                gate.id(),
                gate.occasion(),
                gate.at(),
                "shop",
                "checkout-1",
                "",
                "PausedByUnhealthy",
                "green is worse",
                gate.release(),
                Optional.empty());

        assertThat(WORDING.of(gate).title()).isEqualTo("checkout: v2 waits for you, with 25 % of the traffic");
        assertThat(WORDING.of(bad).title())
                .isEqualTo("checkout: v2 looks bad and waits for your decision, with 25 % of the traffic");
        assertThat(WORDING.of(bad).text()).contains("The policy says not to revert by itself");
    }

    @Test
    void aNoticeWithoutItsReleaseStillSaysWhatHappened() {
        Notification known = SampleNotifications.of(NotificationType.Reverted);
        Message message = WORDING.of(new Notification(
                known.id(),
                known.occasion(),
                known.at(),
                "shop",
                "checkout-1",
                "",
                "Reverted",
                "green failed",
                Optional.empty(),
                Optional.empty()));

        assertThat(message.title())
                .isEqualTo("checkout-1: the new version was reverted, all traffic was sent back to the old one");
        assertThat(message.text()).isEqualTo("Green failed.");
    }

    @Test
    void cloudEventsAreAsTheSpecificationAndOurSchemaSay() throws IOException {
        JsonSchema envelope = schema(Path.of("src/test/resources/notify/cloudevents.json"));
        JsonSchema data = schema(Path.of("docs/schemas/rollout-event.v1.json"));
        for (Notification sample : SampleNotifications.all()) {
            JsonNode event = HttpTransport.body(Form.webhook, delivery(sample));
            assertThat(envelope.validate(event)).isEmpty();
            assertThat(data.validate(event.path("data"))).isEmpty();
        }
    }

    @Test
    void theSchemaIsTheOneThatEventsName() throws IOException {
        assertThat(Files.readString(Path.of("docs/schemas/rollout-event.v1.json")))
                .contains(CloudEventFormatter.SCHEMA);
    }

    @Test
    void nothingFromElsewhereMentionsAnybodyInSlack() {
        String json = SlackFormatter.of(WORDING.of(nasty())).toString();

        assertThat(json)
                .doesNotContain("<!")
                .doesNotContain("<@")
                .doesNotContain("|x>")
                .doesNotContain("link_names");
        SlackFormatter.of(WORDING.of(nasty())).findParents("type").stream()
                .filter(text -> text.path("type").asText().equals("mrkdwn"))
                .forEach(text -> assertThat(text.path("verbatim").asBoolean()).isTrue());
    }

    @Test
    void nothingFromElsewhereIsMarkupInTeams() {
        JsonNode card = TeamsFormatter.of(WORDING.of(nasty())).at("/attachments/0/content");

        assertThat(card.findValues("type").stream().map(JsonNode::asText)).doesNotContain("TextBlock");
        card.findValues("facts")
                .forEach(facts -> facts.forEach(
                        fact -> assertThat(fact.path("value").asText()).doesNotContainPattern("(?<!\\\\)[*_\\[`<]")));
        assertThat(card.has("msteams") && card.path("msteams").has("entities")).isFalse();
    }

    @Test
    void nothingFromElsewhereMentionsAnybodyInDiscord() {
        JsonNode json = DiscordFormatter.of(WORDING.of(nasty()));

        assertThat(json.at("/allowed_mentions/parse").isEmpty()).isTrue();
        assertThat(json.has("content")).isFalse();
        assertThat(json.at("/embeds/0/description").asText())
                .doesNotContainPattern("(?<!\\\\)(\\*\\*|<[@!#]|\\[x\\]\\()");
    }

    @Test
    void controlCharactersGoNowhere() {
        Message message = WORDING.of(nasty());

        assertThat(message.title() + message.text()).doesNotContain("\u001b", "\u0007", "\u202e");
        assertThat(MailFormatter.subject(message)).doesNotContain("\n", "\r");
    }

    @Test
    void whatIsTooLongIsCutAndStillFits() {
        Message message = WORDING.of(notice("x\uD83D\uDE00".repeat(3_000), "p".repeat(300)));
        JsonNode slack = SlackFormatter.of(message);
        JsonNode discord = DiscordFormatter.of(message);

        assertThat(slack.at("/blocks/0/text/text").asText()).hasSizeLessThanOrEqualTo(150);
        assertThat(slack.at("/blocks/1/text/text").asText()).hasSizeLessThanOrEqualTo(3_000);
        assertThat(discord.at("/embeds/0/title").asText()).hasSizeLessThanOrEqualTo(256);
        assertThat(discord.at("/embeds/0/description").asText()).hasSizeLessThanOrEqualTo(4_096);
    }

    @Test
    void manyAreSaidInOneMessage() {
        List<Notification> many = SampleNotifications.all().stream().limit(4).toList();
        Message digest = DigestMessage.of(
                many, many.stream().map(WORDING::of).map(Message::title).toList());

        assertThat(digest.title()).isEqualTo("4 messages: 1 started, 1 promoted, 1 reverted, 1 aborted");
        assertThat(digest.text().lines()).hasSize(4);
        assertThat(digest.occasion()).isEqualTo(NotificationType.Reverted);
    }

    private static Notification nasty() {
        return notice(NASTY, NASTY);
    }

    private static Notification notice(String why, String policy) {
        return new Notification(
                "id",
                NotificationType.Reverted,
                Instant.EPOCH,
                "shop",
                "shop-1",
                "uid",
                "Reverted",
                why,
                Optional.of(new ReleaseSummary(
                        policy,
                        "v_1*",
                        NASTY,
                        Optional.of("Step 1/1"),
                        Optional.of(12.5),
                        new Counts(3, 1, 9, 0),
                        Counts.NONE)),
                Optional.empty());
    }

    private static Delivery delivery(Notification notification) {
        return new Delivery(WORDING.of(notification), notification);
    }

    private static JsonSchema schema(Path file) throws IOException {
        return JsonSchemaFactory.getInstance(VersionFlag.V202012).getSchema(Files.readString(file));
    }
}
