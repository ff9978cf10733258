package dev.sluice.kubernetes;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sluice.rollout.Desired;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * By what a plan is known again: all of a spec but {@code desired}. It is kept in the status, which people who steer a release do not write. Another
 * version of Sluice may say the same plan in other words, so the digest names the form of its words, and says nothing of one in another form: a release
 * that goes on at an upgrade is not refused.
 */
final class PlanDigest {
    /** To be counted up whenever the same plan gets another digest. */
    private static final String FORM = "1-";

    private static final ObjectWriter WORDS = JsonMapper.builder()
            .enable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build()
            .writer();

    private PlanDigest() {}

    /** The digest of a plan that was read from the cluster. */
    static String of(RolloutSpec spec) {
        try {
            byte[] words = WORDS.writeValueAsBytes(spec.with(Desired.Run));
            return FORM
                    + HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(words));
        } catch (JsonProcessingException | NoSuchAlgorithmException e) {
            throw new IllegalStateException("a plan without a digest", e);
        }
    }

    /** Whether a recorded digest is known to be that of another plan. */
    static boolean contradicts(@Nullable String recorded, RolloutSpec spec) {
        return recorded != null && recorded.startsWith(FORM) && !recorded.equals(of(spec));
    }
}
