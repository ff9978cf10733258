package dev.sluice.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.sluice.api.InvalidPolicyException;
import dev.sluice.api.PolicyReader;
import dev.sluice.api.PolicySpec;
import dev.sluice.replay.Recording;
import dev.sluice.replay.RecordingFormatException;
import java.io.IOException;
import java.io.Serial;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** Reads what a replay is made of; every error names the file, the place in it and the cure. */
final class ReplayInput {
    private static final String STDIN = "-";
    private static final String RECORDING = "sluice recording";
    private static final YAMLMapper YAML = new YAMLMapper();

    private final String file;

    private ReplayInput(String file) {
        this.file = file;
    }

    /** A file that cannot be used. */
    static final class Unusable extends RuntimeException {
        @Serial
        private static final long serialVersionUID = 1L;

        private Unusable(String file, String problem) {
            super((file.equals(STDIN) ? "standard input" : file) + ": " + problem);
        }
    }

    /**
     * A recording, as text or in a Rollout.
     *
     * @throws Unusable when it is neither
     */
    static Recording recording(String file) {
        return new ReplayInput(file).recording();
    }

    /**
     * A RolloutPolicy's spec.
     *
     * @throws Unusable when it is none
     */
    static PolicySpec policy(String file) {
        return new ReplayInput(file).policy();
    }

    private Recording recording() {
        String text = text();
        try {
            Recording recording = text.startsWith(RECORDING) ? Recording.read(text) : recorded(document(text));
            if (recording.seconds().isEmpty()) {
                throw unusable("has no seconds to replay"
                        + recording.notes().stream()
                                .findFirst()
                                .map(note -> ": " + note)
                                .orElse(""));
            }
            return recording;
        } catch (RecordingFormatException e) {
            throw unusable(String.valueOf(e.getMessage()));
        }
    }

    private Recording recorded(JsonNode object) {
        if (object.path("kind").asText().equals("List")) {
            throw unusable("is a list of " + object.path("items").size()
                    + "; name one Rollout, as in kubectl get rollout NAME -o yaml");
        }
        if (!object.path("kind").asText().equals("Rollout")) {
            throw unusable(
                    "is no recording and no Rollout; give the text of a recording, or what kubectl get rollout NAME -o yaml prints");
        }
        JsonNode packed = object.at("/status/recording");
        if (!packed.isTextual()) {
            throw unusable("status.recording is missing (state "
                    + object.at("/status/state").asText("unknown") + "); a Rollout has it once it is over");
        }
        try {
            return Recording.unpacked(packed.asText());
        } catch (RecordingFormatException e) {
            throw unusable("status.recording: " + e.getMessage());
        }
    }

    private PolicySpec policy() {
        JsonNode object = document(text());
        if (!object.path("kind").asText().equals("RolloutPolicy")) {
            throw unusable("is no RolloutPolicy; give a file as in policies/");
        }
        try {
            return PolicyReader.read(object.path("spec"));
        } catch (InvalidPolicyException e) {
            throw unusable(String.valueOf(e.getMessage()));
        }
    }

    private JsonNode document(String text) {
        try (MappingIterator<JsonNode> documents =
                YAML.readerFor(JsonNode.class).readValues(text)) {
            List<JsonNode> all = documents.readAll();
            if (all.size() != 1) {
                throw unusable("holds " + all.size() + " documents; give a file with one");
            }
            return all.getFirst();
        } catch (JsonProcessingException e) {
            String line =
                    e.getLocation() == null ? "" : "line " + e.getLocation().getLineNr() + ": ";
            throw unusable(line + "is not YAML: "
                    + e.getOriginalMessage().lines().findFirst().orElse(""));
        } catch (IOException e) {
            throw unusable("cannot be read: " + e.getMessage());
        }
    }

    private String text() {
        try {
            return file.equals(STDIN)
                    ? new String(System.in.readAllBytes(), StandardCharsets.UTF_8)
                    : new String(Files.readAllBytes(Path.of(file)), StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            throw unusable("does not exist");
        } catch (IOException e) {
            throw unusable("cannot be read: " + e.getMessage());
        }
    }

    private Unusable unusable(String problem) {
        return new Unusable(file, problem);
    }
}
