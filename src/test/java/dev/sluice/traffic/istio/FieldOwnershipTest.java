package dev.sluice.traffic.istio;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import org.junit.jupiter.api.Test;

final class FieldOwnershipTest {
    private static final String OURS = "{'manager': 'sluice', 'operation': 'Update', 'time': '2026-01-01T00:00:20Z'}";

    @Test
    void namesTheNewestWriterThatIsNotSluice() throws IOException {
        assertThat(FieldOwnership.author(fields(
                        "{'manager': 'kubectl', 'operation': 'Update', 'time': '2026-01-01T00:00:10Z'}",
                        OURS,
                        "{'manager': 'argocd-controller', 'operation': 'Apply', 'time': '2026-01-01T00:00:20Z'}")))
                .contains("argocd-controller (Apply, 2026-01-01T00:00:20Z)");
    }

    @Test
    void namesNobodyWhereSluiceWroteLast() throws IOException {
        assertThat(FieldOwnership.author(
                        fields("{'manager': 'kubectl', 'operation': 'Update', 'time': '2026-01-01T00:00:10Z'}", OURS)))
                .isEmpty();
    }

    @Test
    void whoWritesTheStatusAloneWritesNoWeights() throws IOException {
        assertThat(
                        FieldOwnership.author(
                                fields(
                                        OURS,
                                        "{'manager': 'pilot', 'operation': 'Update', 'subresource': 'status', 'time': '2026-01-01T00:00:30Z'}")))
                .isEmpty();
    }

    @Test
    void anObjectThatNamesNobodyNamesNobody() throws IOException {
        assertThat(FieldOwnership.author(json("{'metadata': {}}"))).isEmpty();
    }

    @Test
    void givesUpItsOwnFieldsAndNoOthers() throws IOException {
        String git = "{'manager': 'argocd-controller', 'operation': 'Apply', 'time': '2026-01-01T00:00:10Z'}";

        assertThat(FieldOwnership.released(fields(git, OURS))).isEqualTo(fields(git));
        ObjectNode none = fields(git);
        assertThat(FieldOwnership.released(none)).isSameAs(none);
    }

    private static ObjectNode fields(String... entries) throws IOException {
        return json("{'metadata': {'managedFields': [" + String.join(",", entries) + "]}}");
    }

    private static ObjectNode json(String text) throws IOException {
        return (ObjectNode) new ObjectMapper().readTree(text.replace('\'', '"'));
    }
}
