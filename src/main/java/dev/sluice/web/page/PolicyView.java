package dev.sluice.web.page;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.sluice.api.PolicyReader;
import dev.sluice.api.PolicySpec;
import dev.sluice.kubernetes.StoredPolicy;
import dev.sluice.rollout.Forecast;
import dev.sluice.view.RolloutDisplay;
import java.util.List;
import java.util.Optional;

/**
 * A policy and what to expect of it.
 *
 * @param policy the policy
 * @param yaml all of it, with what it did not say and without the values of headers; empty when it cannot be used
 * @param forecast what to expect; empty when it cannot be used, and while that is calculated
 * @param rollouts its rollouts, newest first
 */
record PolicyView(StoredPolicy policy, String yaml, Optional<Forecast> forecast, List<RolloutDisplay> rollouts) {
    private static final ObjectMapper YAML = YAMLMapper.builder()
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
            .build();

    static PolicyView of(StoredPolicy policy, Optional<Forecast> forecast, List<RolloutDisplay> rollouts) {
        return new PolicyView(policy, policy.spec().map(PolicyView::yaml).orElse(""), forecast, rollouts);
    }

    /** Whether there will be a forecast. */
    public boolean calculating() {
        return policy.spec().isPresent() && forecast.isEmpty();
    }

    /** What is wrong with it, or what Sluice says of it; empty when that is just that it is ready. */
    public String message() {
        String words = TemplateExtensions.words(policy);
        return words.equals("ready") ? "" : words;
    }

    private static String yaml(PolicySpec spec) {
        try {
            JsonNode all = YAML.readTree(PolicyReader.json(spec.withoutHeaderValues()));
            prune(all);
            return YAML.writeValueAsString(all);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What is empty says nothing. */
    private static void prune(JsonNode node) {
        node.forEach(PolicyView::prune);
        if (node instanceof ObjectNode object) {
            object.removeIf(value ->
                    value.isContainerNode() ? value.isEmpty() : value.asText().isEmpty());
        }
    }
}
