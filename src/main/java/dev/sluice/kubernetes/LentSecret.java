package dev.sluice.kubernetes;

import dev.sluice.api.ProbeHeaderSpec;
import dev.sluice.api.ProbeHeaders;
import dev.sluice.api.SecretKeySpec;
import dev.sluice.api.TextSanitizer;
import io.fabric8.kubernetes.api.model.Secret;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One value of a Secret, and where whoever owns the Secret lets probes send it. Who may write a policy need not be able to read Secrets: without
 * the owner's word they could have any Secret of the namespace sent to an app of theirs.
 *
 * @param place namespace and name of the Secret
 * @param headers the headers that the value may stand in, in small letters
 * @param hosts the hosts that it may be sent to, in small letters
 * @param value the value; empty when it is missing or cannot be sent
 * @param flaw what is wrong with it, with the cure; empty when nothing is
 */
record LentSecret(String place, List<String> headers, List<String> hosts, Optional<String> value, String flaw) {
    /** Names the headers that values of the Secret may stand in, with commas between. */
    static final String HEADERS = "sluice.dev/probe-headers";

    /** Names the hosts that they may be sent to; {@code *.example.com} is every host below, {@code *} any. */
    static final String HOSTS = "sluice.dev/probe-hosts";

    private static final int LONGEST_ANNOTATION = 4_000;
    private static final Pattern PLAIN_HOST = Pattern.compile("[A-Za-z0-9.-]+");

    /** Reads one value. */
    static LentSecret of(Secret secret, String namespace, SecretKeySpec wanted) {
        Map<String, String> annotations =
                Optional.ofNullable(secret.getMetadata().getAnnotations()).orElse(Map.of());
        String place = namespace + "/" + wanted.name();
        List<String> headers = list(annotations.get(HEADERS));
        List<String> hosts = list(annotations.get(HOSTS));
        String encoded = Optional.ofNullable(secret.getData()).orElse(Map.of()).get(wanted.key());
        if (encoded == null) {
            return new LentSecret(
                    place,
                    headers,
                    hosts,
                    Optional.empty(),
                    "Secret " + place + " has no key " + wanted.key() + "; add it: kubectl -n " + namespace
                            + " edit secret " + wanted.name());
        }
        Optional<String> value = decoded(encoded);
        Optional<String> flaw = value.isEmpty() ? Optional.of("is no text") : flaw(value.get());
        return new LentSecret(
                place,
                headers,
                hosts,
                flaw.isEmpty() ? value : Optional.empty(),
                flaw.map(
                                what -> "key " + wanted.key() + " of Secret " + place + " " + what
                                        + ", so no header can hold it; write the value alone (printf %s, which ends no line as echo does)")
                        .orElse(""));
    }

    /** Why the value may not be sent in this header to these hosts, with the cure; empty when it may. */
    Optional<String> problem(ProbeHeaderSpec header, List<String> asked) {
        String namespace = place.substring(0, place.indexOf('/'));
        String secret = header.valueFrom().secretKeyRef().name();
        if (headers.isEmpty() || hosts.isEmpty()) {
            return Optional.of("Secret " + place
                    + " does not say that probes may send it; its owner says so: kubectl -n "
                    + namespace + " annotate secret " + secret + " " + HEADERS + "=" + header.name() + " " + HOSTS + "="
                    + shown(asked));
        }
        if (!headers.contains(header.name().toLowerCase(Locale.ROOT))) {
            return Optional.of("Secret " + place + " may not be sent in the header " + header.name()
                    + "; its owner may add it to the annotation " + HEADERS);
        }
        Optional<String> stranger =
                asked.stream().filter(host -> !lent(host)).findFirst().map(TextSanitizer::quoted);
        if (stranger.isPresent()) {
            return Optional.of("Secret " + place + " may not be sent to the host " + stranger.get()
                    + ", which probes ask for; its owner may add that to the annotation " + HOSTS);
        }
        return flaw.isEmpty() ? Optional.empty() : Optional.of(flaw);
    }

    /** A log must not show what a Secret holds. */
    @Override
    public String toString() {
        return "LentSecret[" + place + "]";
    }

    private boolean lent(String asked) {
        String host = asked.toLowerCase(Locale.ROOT);
        return hosts.stream()
                .anyMatch(one -> one.equals("*")
                        || one.equals(host)
                        || (one.startsWith("*.") && host.endsWith(one.substring(1)) && host.length() >= one.length()));
    }

    private static String shown(List<String> hosts) {
        String plain = hosts.stream()
                .filter(host -> PLAIN_HOST.matcher(host).matches())
                .distinct()
                .limit(3)
                .collect(Collectors.joining(","));
        return plain.isEmpty() ? "HOST" : plain;
    }

    private static List<String> list(@Nullable String annotation) {
        return annotation == null || annotation.length() > LONGEST_ANNOTATION
                ? List.of()
                : Stream.of(annotation.split(",", -1))
                        .map(one -> one.strip().toLowerCase(Locale.ROOT))
                        .filter(one -> !one.isEmpty())
                        .toList();
    }

    /** Base64 makes four characters of three. */
    private static Optional<String> decoded(String encoded) {
        try {
            int most = Math.min(encoded.length(), 2 * ProbeHeaders.LONGEST);
            byte[] bytes = Base64.getMimeDecoder().decode(encoded.substring(0, most));
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (IllegalArgumentException | CharacterCodingException _) {
            return Optional.empty();
        }
    }

    private static Optional<String> flaw(String value) {
        if (value.isEmpty()) {
            return Optional.of("is empty");
        }
        if (value.length() > ProbeHeaders.LONGEST) {
            return Optional.of("has more than " + ProbeHeaders.LONGEST + " characters");
        }
        return ProbeHeaders.flaw(value)
                .or(() -> value.chars().allMatch(c -> c < 0x7f) ? Optional.empty() : Optional.of("is not plain ASCII"));
    }
}
