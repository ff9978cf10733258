package dev.sluice.traffic.istio;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Names the subset that is added for a version. Istio takes letters, digits and dashes alone; the value of a label may have dots and
 * underscores besides.
 */
final class SubsetNames {
    private static final Pattern TAKEN_BY_ISTIO = Pattern.compile("[a-zA-Z0-9]([-a-zA-Z0-9]*[a-zA-Z0-9])?");
    private static final int LONGEST = 63;

    private SubsetNames() {}

    /**
     * The version itself, where Istio takes it as a name; else the same in small letters, with a dash for each other character. Where a
     * subset of that name means other pods, a digest of the version follows, unless a person chose the name and has to rename it.
     *
     * @param rules the DestinationRules that have to know the subset
     */
    static String of(Candidate green, List<? extends JsonNode> rules) {
        String version = green.version();
        String plain = plain(version);
        boolean free = rules.stream()
                .flatMap(rule -> DestinationSubsets.labels(rule, plain).stream())
                .map(DestinationSubsets::map)
                .noneMatch(labels -> selectsOthers(labels, green) && !chosen(labels, version));
        if (free) {
            return plain;
        }
        String digest = "-" + PinnedRoutes.digest(version);
        return plain.substring(0, Math.min(plain.length(), LONGEST - digest.length())) + digest;
    }

    private static boolean selectsOthers(Map<String, String> labels, Candidate green) {
        return !green.version().equals(labels.get(DestinationSubsets.VERSION))
                || !green.labels().entrySet().containsAll(labels.entrySet());
    }

    /** Whether somebody gave a subset this version for its name: it was not derived from another one. */
    private static boolean chosen(Map<String, String> labels, String version) {
        String selected = labels.getOrDefault(DestinationSubsets.VERSION, version);
        return plain(version).equals(version)
                && (selected.equals(version) || !plain(selected).equals(version));
    }

    private static String plain(String version) {
        return TAKEN_BY_ISTIO.matcher(version).matches()
                ? version
                : version.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "-");
    }
}
