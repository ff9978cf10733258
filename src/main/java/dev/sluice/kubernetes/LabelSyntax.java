package dev.sluice.kubernetes;

import java.util.Map;
import java.util.regex.Pattern;

/** What Kubernetes takes for labels. Not everything that selects pods was checked by its API server: Istio's Gateways take any text. */
public final class LabelSyntax {
    private static final String NAME = "[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?";
    private static final Pattern KEY = Pattern.compile("([a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?/)?" + NAME);
    private static final Pattern VALUE = Pattern.compile("(" + NAME + ")?");

    private LabelSyntax() {}

    /** Whether pods may have them all. */
    public static boolean valid(Map<String, String> labels) {
        return labels.entrySet().stream()
                .allMatch(label -> KEY.matcher(label.getKey()).matches()
                        && VALUE.matcher(label.getValue()).matches());
    }
}
