package dev.sluice.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.kubernetes.PagedApi;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a command reads of a kind of which there may be very many. */
final class ObjectPagesTest {
    private static final String EVERYWHERE = "/apis/apps/v1/deployments";

    private final PagedApi api = new PagedApi();

    @AfterEach
    void close() {
        api.close();
    }

    @Test
    void readsAllInPages() {
        api.list(EVERYWHERE, "DeploymentList", 1_200, ObjectPagesTest::deployment);

        ObjectPages<String> found = read(Optional.empty());

        assertThat(found.items()).hasSize(1_200).contains("d0", "d1199");
        assertThat(found.all()).isTrue();
        assertThat(api.asked()).hasSize(3).allMatch(path -> path.contains("limit=500"));
    }

    @Test
    void readsNoMoreThanSoManyAndSaysSo() {
        api.list(EVERYWHERE, "DeploymentList", 30_000, ObjectPagesTest::deployment);

        ObjectPages<String> found = read(Optional.empty());

        assertThat(found.items()).hasSize(ObjectPages.MOST);
        assertThat(found.all()).isFalse();
        assertThat(api.asked()).hasSize(20);
    }

    @Test
    void countsWhatIsNotKeptToo() {
        api.list("/apis/apps/v1/namespaces/a/deployments", "DeploymentList", 30_000, ObjectPagesTest::deployment);

        ObjectPages<String> found = ObjectPages.of(
                api.client(), api.client().apps().deployments(), Optional.of("a"), _ -> Optional.<String>empty());

        assertThat(found.items()).isEmpty();
        assertThat(found.all()).isFalse();
        assertThat(api.asked()).hasSize(20);
    }

    private ObjectPages<String> read(Optional<String> namespace) {
        return ObjectPages.of(
                api.client(),
                api.client().apps().deployments(),
                namespace,
                one -> Optional.of(one.getMetadata().getName()));
    }

    private static String deployment(int i) {
        return "{\"metadata\": {\"name\": \"d%d\", \"namespace\": \"a\"}}".formatted(i);
    }
}
