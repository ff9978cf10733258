package dev.sluice.cli.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.sluice.api.InvalidPolicyException;
import dev.sluice.api.PolicyReader;
import dev.sluice.api.PolicySpec;
import dev.sluice.cli.cluster.CliException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A policy that is looked at: of the cluster, or of a file that is not applied yet.
 *
 * @param namespace its namespace
 * @param name its name
 * @param spec what it asks for; empty when it cannot be used
 * @param problem why it cannot be used
 * @param ready what the controller makes of it: True, False, or empty before it has looked
 * @param message what the controller says about it
 * @param busy whether a release of it goes on
 */
record PolicyUnderTest(
        String namespace,
        String name,
        Optional<PolicySpec> spec,
        String problem,
        Optional<String> ready,
        String message,
        boolean busy) {
    private static final YAMLMapper YAML = new YAMLMapper();

    /**
     * The policies of a file; none when it is no file, since then a policy of the cluster is meant.
     *
     * @param namespace of a policy that names none
     * @throws CliException.Usage when the file cannot be used; the message names it and the cure
     */
    static List<PolicyUnderTest> ofFile(String argument, String namespace) {
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
                    subjects.add(file(
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

    private static PolicyUnderTest file(String namespace, String name, PolicySpec spec) {
        return new PolicyUnderTest(
                namespace, name, Optional.of(spec), "", Optional.empty(), "a file; not applied", false);
    }

    String key() {
        return namespace + "/" + name;
    }
}
