package dev.sluice.api;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What the fields of a probe ask of each other. */
final class ProbeSpecValidator {
    private static final List<String> METHODS = List.of("GET", "HEAD", "OPTIONS", "POST", "PUT");

    private ProbeSpecValidator() {}

    static void of(ProbeSpec probe) {
        lengths(probe);
        paths(probe);
        method(probe);
        switch (probe.protocol()) {
            case GRPC -> grpc(probe);
            case HTTP1, HTTP2 ->
                SpecValidation.that(
                        probe.grpcService().isEmpty(),
                        "grpcService",
                        "is of use with protocol: GRPC only; write that, or take grpcService out");
        }
        // The paths are checked by themselves before; what is left is wrong in the fields of the probe itself.
        new ProbePathSpec("/", 1, probe.expectedStatus(), probe.bodyContains(), probe.bodyMatches());
    }

    private static void lengths(ProbeSpec probe) {
        SpecValidation.authority(probe.host(), "host");
        SpecValidation.fits(probe.grpcService(), KubernetesNames.LONGEST_OBJECT, "grpcService");
        ProbeHeaders.bounded(probe.headers(), probe.headersFrom());
    }

    private static void paths(ProbeSpec probe) {
        if (!probe.path().isEmpty()) {
            SpecValidation.path(probe.path(), "path");
        }
        SpecValidation.that(
                probe.path().isEmpty() || probe.paths().isEmpty(),
                "path",
                "cannot stand beside paths; make it one of the paths, or take paths out");
        SpecValidation.that(
                probe.paths().size() <= 16,
                "paths",
                "has " + probe.paths().size() + " entries; 16 at most, so leave out those that tell the least");
        Set<String> known = new HashSet<>();
        for (int i = 0; i < probe.paths().size(); i++) {
            String path = probe.paths().get(i).path();
            SpecValidation.that(
                    known.add(path),
                    "paths[" + i + "].path",
                    "is \"" + TextSanitizer.quoted(path) + "\" again; name each path once and give it a higher weight");
        }
    }

    private static void method(ProbeSpec probe) {
        SpecValidation.that(
                METHODS.contains(probe.method()),
                "method",
                "is \"" + TextSanitizer.quoted(probe.method()) + "\"; use GET, HEAD, OPTIONS, POST or PUT");
        if (probe.method().equals("HEAD")) {
            noBody(probe.bodyContains(), "bodyContains");
            noBody(probe.bodyMatches(), "bodyMatches");
            for (int i = 0; i < probe.paths().size(); i++) {
                noBody(probe.paths().get(i).bodyContains(), "paths[" + i + "].bodyContains");
                noBody(probe.paths().get(i).bodyMatches(), "paths[" + i + "].bodyMatches");
            }
        }
    }

    private static void noBody(String wanted, String field) {
        SpecValidation.that(wanted.isEmpty(), field, "cannot be met by a HEAD request, which has no body; use GET");
    }

    private static void grpc(ProbeSpec probe) {
        unused(probe.path().isEmpty(), "path");
        unused(probe.paths().isEmpty(), "paths");
        unused(probe.method().equals("GET"), "method");
        unused(probe.expectedStatus().isEmpty(), "expectedStatus");
        unused(probe.bodyContains().isEmpty(), "bodyContains");
        unused(probe.bodyMatches().isEmpty(), "bodyMatches");
    }

    private static void unused(boolean left, String field) {
        SpecValidation.that(
                left,
                field,
                "says nothing with protocol: GRPC, where the health check is always the same; take it out");
    }
}
