package dev.sluice.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

class StrictYamlTest {
    @Test
    void documentsComeInTheirOrder() throws Exception {
        assertThat(StrictYaml.documents("a: 1\n---\na: 2\n"))
                .extracting(document -> document.path("a").asInt())
                .containsExactly(1, 2);
    }

    @Test
    void emptyTextHoldsNone() throws Exception {
        assertThat(StrictYaml.documents("# nothing yet\n")).isEmpty();
    }

    @Test
    void listIsOneDocumentAndWhatFollowsIsRead() throws Exception {
        assertThat(StrictYaml.documents("- a: 1\n- a: 2\n---\nb: 3\n"))
                .extracting(JsonNode::toString)
                .containsExactly("[{\"a\":1},{\"a\":2}]", "{\"b\":3}");
    }

    @Test
    void keyThatStandsTwiceIsNamedWithItsLineAndNothingAroundIt() {
        assertThatThrownBy(() -> StrictYaml.documents("password: hunter2\na: 1\na: 2\n"))
                .isInstanceOf(StrictYaml.NotYamlException.class)
                .hasMessageContaining("in line 3")
                .hasMessageNotContaining("hunter2");
    }
}
