package dev.sluice.cli.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.sluice.cli.cluster.CliException;
import dev.sluice.policy.InvalidPolicyException;
import dev.sluice.policy.PolicyReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What people mean by {@code --policy}: a file where there is one of that name, else a policy of the cluster. */
final class PolicyArgument {
    private static final YAMLMapper YAML = new YAMLMapper();

    private PolicyArgument() {}

    /**
     * The policies of a file; none when it is no file.
     *
     * @param namespace of a policy that names none
     * @throws CliException.Usage when the file cannot be used; the message names it and the cure
     */
    static List<PolicyUnderTest> files(String argument, String namespace) {
        Path file = Path.of(argument);
        if (!Files.isRegularFile(file)) {
            if (argument.endsWith(".yaml") || argument.endsWith(".yml") || argument.contains("/")) {
                throw new CliException.Usage(argument + ": does not exist; name a file, or a policy of the cluster");
            }
            return List.of();
        }
        List<PolicyUnderTest> subjects = new ArrayList<>();
        try (var documents = YAML.readerFor(JsonNode.class).<JsonNode>readValues(Files.readString(file))) {
            for (JsonNode document : documents.readAll()) {
                if (document.path("kind").asText().equals("RolloutPolicy")) {
                    subjects.add(PolicyUnderTest.file(
                            document.at("/metadata/namespace").asText(namespace),
                            document.at("/metadata/name").asText("unnamed"),
                            PolicyReader.read(document.path("spec"))));
                }
            }
        } catch (InvalidPolicyException | IOException e) {
            throw new CliException.Usage(argument + ": "
                    + String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
        }
        if (subjects.isEmpty()) {
            throw new CliException.Usage(argument + ": holds no RolloutPolicy; begin one with kind: RolloutPolicy");
        }
        return subjects;
    }
}
