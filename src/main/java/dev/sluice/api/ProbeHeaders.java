package dev.sluice.api;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** What the headers of probes may be. No message says a value: it may be a credential. */
public final class ProbeHeaders {
    /** Characters of a value at most: room for a token. */
    public static final int LONGEST = 8_000;

    /** Characters of all names and values together; gateways take some 60 KiB of headers as a rule, those of browsers and proxies included. */
    public static final int LONGEST_TOGETHER = 32 * 1024;

    /** The same for the API server. */
    static final String TOGETHER =
            "!has(self.headers) || self.headers.map(name, size(name) + size(self.headers[name])).sum() <= 32768";

    static final String TOO_LONG = "the names and values of all headers may have 32768 characters together";

    static final int LONGEST_NAME = 253;
    static final int MOST = 32;
    static final int MOST_FROM = 8;

    /** RFC 9110, 5.6.2. */
    private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

    /**
     * These say where a request goes, or where it ends. Whoever chose them would have what was lent for one host sent to another, and on a
     * connection that others use after them, the next request taken for a part of theirs.
     */
    private static final Set<String> FRAMING = Set.of(
            "host",
            "content-length",
            "transfer-encoding",
            "connection",
            "proxy-connection",
            "keep-alive",
            "upgrade",
            "expect",
            "te",
            "trailer",
            "x-sluice-pin");

    private static final Pattern CREDENTIAL =
            Pattern.compile("(^|[-_.])(proxy-)?(auth|authorization|cookie|session|sessionid|pwd)([-_.]|$)"
                    + "|token|secret|passw|credential|api-?_?key|access-?_?key|private-?_?key|jwt");

    private ProbeHeaders() {}

    /** Checks the lengths, and that no header is named twice. */
    static void bounded(Map<String, String> headers, List<ProbeHeaderSpec> from) {
        SpecValidation.fits(List.copyOf(headers.keySet()), MOST, LONGEST_NAME, "headers");
        headers.forEach((name, value) -> SpecValidation.fits(value, LONGEST, "headers." + name));
        SpecValidation.that(
                from.size() <= MOST_FROM, "headersFrom", "has " + from.size() + " entries; it may have " + MOST_FROM);
        Set<String> known = new HashSet<>();
        headers.keySet().forEach(name -> known.add(name.toLowerCase(Locale.ROOT)));
        for (int i = 0; i < from.size(); i++) {
            String name = from.get(i).name();
            SpecValidation.that(
                    known.add(name.toLowerCase(Locale.ROOT)),
                    "headersFrom[" + i + "].name",
                    "is " + name + " again; give each header one value, in headers or in headersFrom");
        }
    }

    /** The characters of all names and values together, each of which is sent as a byte. */
    public static int size(Map<String, String> headers) {
        return headers.entrySet().stream()
                .mapToInt(one -> one.getKey().length() + one.getValue().length())
                .sum();
    }

    /** Why these are too much for one request, with the cure; empty when they are not. Values of Secrets count, and a Rollout by hand is asked here first. */
    public static Optional<String> excess(Map<String, String> headers) {
        int size = size(headers);
        return size <= LONGEST_TOGETHER
                ? Optional.empty()
                : Optional.of(
                        "the headers of spec.health.probe have " + size + " characters together, names and values; "
                                + LONGEST_TOGETHER + " are sent at most, so take some out");
    }

    /** Checks what nobody could send. Asked of policies alone: a Rollout that an earlier version has made stays readable. */
    static void sendable(Map<String, String> headers) {
        int size = size(headers);
        SpecValidation.that(
                size <= LONGEST_TOGETHER,
                "headers",
                "have " + size + " characters together, names and values; they may have " + LONGEST_TOGETHER);
        headers.forEach((name, value) -> {
            SpecValidation.that(
                    TOKEN.matcher(name).matches(),
                    "headers." + name,
                    "is no name of a header; write letters, digits and '-'");
            SpecValidation.that(
                    !framing(name),
                    "headers." + name,
                    "belongs to the request itself; take it out, and write a host to health.probe.host");
            flaw(value).ifPresent(flaw -> SpecValidation.that(false, "headers." + name, flaw + "; take it out"));
        });
    }

    /** What keeps a text from being the value of a header, without the text; empty when nothing does. */
    public static Optional<String> flaw(String value) {
        if (value.endsWith("\n") || value.endsWith("\r")) {
            return Optional.of("ends with a line break");
        }
        for (int i = 0; i < value.length(); i++) {
            if (value.charAt(i) != '\t' && Character.isISOControl(value.charAt(i))) {
                return Optional.of("has a line break or another control character");
            }
        }
        return Optional.empty();
    }

    /** Whether a header belongs to the request itself, so that no policy may choose it. */
    static boolean framing(String name) {
        return FRAMING.contains(name.toLowerCase(Locale.ROOT));
    }

    /** Those that a policy may choose: a Rollout that somebody wrote by hand was asked by nobody what they are. Their values may still be none that can be sent. */
    public static Map<String, String> chosen(Map<String, String> headers) {
        Map<String, String> chosen = new LinkedHashMap<>(headers);
        chosen.keySet().removeIf(name -> framing(name) || !TOKEN.matcher(name).matches());
        return chosen;
    }

    /** Those that can be sent, of those that a policy may choose. */
    public static Map<String, String> carried(Map<String, String> headers) {
        Map<String, String> carried = chosen(headers);
        carried.values().removeIf(value -> flaw(value).isPresent());
        return carried;
    }

    /** Whether the name says that the value is a credential. */
    static boolean credential(String name) {
        return CREDENTIAL.matcher(name.toLowerCase(Locale.ROOT)).find();
    }

    /** Which of these stand in plain text and look like credentials, each with the cure. */
    static List<String> warnings(Map<String, String> headers) {
        return headers.keySet().stream()
                .filter(ProbeHeaders::credential)
                .sorted()
                .map(name -> "spec.health.probe.headers." + TextSanitizer.quoted(name)
                        + " looks like a credential, and whoever may read the policy or its Rollouts can read it; keep it in a Secret"
                        + " that spec.health.probe.headersFrom names")
                .toList();
    }
}
