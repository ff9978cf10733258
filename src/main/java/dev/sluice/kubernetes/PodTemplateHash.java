package dev.sluice.kubernetes;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/** Tells pod templates apart. */
public final class PodTemplateHash {
    /** Annotation on a Deployment: the policy under which it is released. */
    public static final String ROLLOUT = "sluice.dev/rollout";

    /** Annotation on a Deployment: another value releases the same pod template again. */
    public static final String ATTEMPT = "sluice.dev/attempt";

    static final String REVISION = "deployment.kubernetes.io/revision";
    private static final int LENGTH = 10;
    /** A Rollout keeps it; whoever writes a Deployment may write a text of 256 KiB there. */
    static final int LONGEST = 253;

    private static final ObjectMapper SORTED = JsonMapper.builder()
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();

    private PodTemplateHash() {}

    /** A short hash of a Deployment's pod template; the order of keys does not matter. */
    public static String hash(Deployment deployment) {
        if (deployment instanceof LeanDeployment lean) {
            return lean.templateHash();
        }
        try {
            return digest(SORTED.writeValueAsString(
                    JsonMappers.map(deployment.getSpec().getTemplate())));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A short name for this attempt at this template of this very Deployment: one that is made anew is another. */
    public static String id(Deployment deployment) {
        return digest(deployment.getMetadata().getUid() + hash(deployment) + attempt(deployment));
    }

    /** What tells this release from an earlier one of the same pod template; empty for the first. */
    public static String attempt(Deployment deployment) {
        return Optional.ofNullable(deployment.getMetadata().getAnnotations())
                .map(annotations -> annotations.get(ATTEMPT))
                .map(PodTemplateHash::attempt)
                .orElse("");
    }

    /** The same of what stands in the annotation. */
    static String attempt(String value) {
        return value.length() > LONGEST ? digest(value) : value;
    }

    /**
     * What a Deployment's controller calls its present template: another for each template, whatever else is written, and the same when only
     * defaults are filled in. Empty while the controller has not seen what was written last, and where it gives none because the Deployment is
     * paused.
     */
    static Optional<String> revision(Deployment deployment) {
        boolean seen = deployment.getMetadata().getGeneration() != null && observed(deployment);
        boolean paused = Boolean.TRUE.equals(deployment.getSpec().getPaused());
        return Optional.ofNullable(deployment.getMetadata().getAnnotations())
                .map(annotations -> annotations.get(REVISION))
                .filter(value -> seen && !paused && value.length() <= LONGEST);
    }

    /** Whether a Deployment's controller has seen what was written last; taken for granted where generations are not counted. */
    public static boolean observed(Deployment deployment) {
        Long generation = deployment.getMetadata().getGeneration();
        Long observed =
                deployment.getStatus() == null ? null : deployment.getStatus().getObservedGeneration();
        return generation == null || (observed != null && observed >= generation);
    }

    private static String digest(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, LENGTH);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
