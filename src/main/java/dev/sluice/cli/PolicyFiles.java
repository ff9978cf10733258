package dev.sluice.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.api.InvalidPolicyException;
import dev.sluice.api.PolicyReader;
import dev.sluice.api.PolicySpec;
import dev.sluice.api.StrictYaml;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serial;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Reads policies from files as {@code kubectl} takes them: one document or several, or a List of objects. */
final class PolicyFiles {
    /** Reads what {@code kubectl get -o yaml} writes. */
    static final String STDIN = "-";

    private static final String KIND = "RolloutPolicy";
    private static final String API = "sluice.dev/v1alpha1";

    private final InputStream stdin;
    private final Consumer<String> notes;

    /** @param notes is told of each object that is no policy */
    PolicyFiles(InputStream stdin, Consumer<String> notes) {
        this.stdin = stdin;
        this.notes = notes;
    }

    /**
     * Reads the policies of one file, at least one.
     *
     * @throws InvalidFile when it cannot be read, holds no policy, or one that cannot be used
     */
    List<NamedPolicy> read(String file) throws InvalidFile {
        List<JsonNode> objects =
                documents(file).stream().flatMap(PolicyFiles::objects).toList();
        List<NamedPolicy> policies = new ArrayList<>();
        for (JsonNode object : objects) {
            if (object.path("kind").asText().equals(KIND)) {
                policies.add(policy(file, object, objects.size() > 1));
            } else {
                notes.accept(file + ": skipped " + described(object) + "; only a " + KIND + " has a plan");
            }
        }
        if (policies.isEmpty()) {
            throw none(file);
        }
        return policies;
    }

    /**
     * The policies of one file as they are written, at least one.
     *
     * @throws InvalidFile when it cannot be read or holds none
     */
    List<JsonNode> policies(String file) throws InvalidFile {
        List<JsonNode> policies = documents(file).stream()
                .flatMap(PolicyFiles::objects)
                .filter(object -> object.path("kind").asText().equals(KIND))
                .toList();
        if (policies.isEmpty()) {
            throw none(file);
        }
        return policies;
    }

    private static InvalidFile none(String file) {
        return new InvalidFile(file, "holds no " + KIND + "; begin one with kind: " + KIND);
    }

    private List<JsonNode> documents(String file) throws InvalidFile {
        try {
            return StrictYaml.documents(text(file));
        } catch (StrictYaml.NotYamlException e) {
            throw new InvalidFile(file, String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw new InvalidFile(file, "cannot be read: " + e.getMessage());
        }
    }

    private String text(String file) throws IOException, InvalidFile {
        if (file.equals(STDIN)) {
            return new String(stdin.readAllBytes(), StandardCharsets.UTF_8);
        }
        Path path = Path.of(file);
        if (Files.isDirectory(path)) {
            throw new InvalidFile(file, "is a directory; name its files, as in " + path.resolve("*.yaml"));
        }
        try {
            return Files.readString(path);
        } catch (NoSuchFileException e) {
            throw new InvalidFile(file, "does not exist");
        }
    }

    private static Stream<JsonNode> objects(JsonNode document) {
        if (document.isMissingNode() || document.isNull()) {
            return Stream.empty();
        }
        return document.path("kind").asText().equals("List")
                ? document.path("items").valueStream()
                : Stream.of(document);
    }

    /** Reads one; {@code several} names it in the problem too. */
    static NamedPolicy policy(String file, JsonNode object, boolean several) throws InvalidFile {
        String name = object.path("metadata").path("name").asText();
        String where = several && !name.isEmpty() ? file + ": " + name : file;
        if (name.isEmpty()) {
            throw new InvalidFile(where, "metadata.name is missing; give the policy a name");
        }
        String api = object.path("apiVersion").asText();
        if (!api.equals(API)) {
            throw new InvalidFile(where, "apiVersion is \"" + api + "\"; write " + API);
        }
        try {
            String namespace = object.path("metadata").path("namespace").asText();
            return new NamedPolicy(file, name, namespace, PolicyReader.read(object.path("spec")));
        } catch (InvalidPolicyException e) {
            throw new InvalidFile(where, String.valueOf(e.getMessage()));
        }
    }

    private static String described(JsonNode object) {
        String kind = object.path("kind").asText();
        String name = object.path("metadata").path("name").asText();
        return kind.isEmpty() ? "a document without a kind" : kind + (name.isEmpty() ? "" : " " + name);
    }

    /** A file that cannot be used. The message names it, the field and the cure. */
    static final class InvalidFile extends Exception {
        @Serial
        private static final long serialVersionUID = 1L;

        private final String problem;

        InvalidFile(String file, String problem) {
            super(file + ": " + problem);
            this.problem = problem;
        }

        /** The same without the file. */
        String problem() {
            return problem;
        }
    }

    /**
     * A policy as a file holds it.
     *
     * @param file where it was found
     * @param name its name
     * @param namespace its namespace; empty when the file leaves that to kubectl
     * @param spec what it asks for
     */
    record NamedPolicy(String file, String name, String namespace, PolicySpec spec) {}
}
