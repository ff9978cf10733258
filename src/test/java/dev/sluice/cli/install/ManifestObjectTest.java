package dev.sluice.cli.install;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ManifestObjectTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** As a real API server keeps a definition: numbers without a needless fraction, and nothing that says no more than its absence. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{a: 1.0}       | {a: 1}           | true",
                "{a: 0}         | {}               | true",
                "{a: false}     | {}               | true",
                "{a: [{b: 0}]}  | {a: [{c: 2}]}    | true",
                "{a: 1}         | {a: 1, b: 2}     | true",
                "{a: 1}         | {a: 2}           | false",
                "{a: 1}         | {}               | false",
                "{a: 0}         | {a: 1}           | false",
                "{a: true}      | {}               | false",
                "{a: [1, 2]}    | {a: [1]}         | false",
            })
    void knowsAnObjectAgainThatTheServerWroteItsOwnWay(String wanted, String found, boolean same) throws IOException {
        assertThat(new ManifestObject(object(wanted)).isIn(object(found))).isEqualTo(same);
    }

    private static ObjectNode object(String fields) throws IOException {
        String json =
                "{\"metadata\": {}, " + fields.replaceAll("(\\w+):", "\"$1\":").substring(1);
        return (ObjectNode) JSON.readTree(json.replace(", }", "}"));
    }
}
