package dev.sluice.evidence.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

final class TextSearchTest {
    @Property
    void findsWhatStandsInTheBodyHoweverItIsTorn(
            @ForAll("texts") String body,
            @ForAll("texts") String text,
            @ForAll @Size(10) List<@IntRange(min = 1, max = 7) Integer> pieces) {
        assertThat(found(text, body, pieces)).isEqualTo(body.contains(text));
    }

    @Property
    void findsEveryPartOfABody(
            @ForAll("texts") String before,
            @ForAll("texts") String text,
            @ForAll("texts") String after,
            @ForAll @Size(10) List<@IntRange(min = 1, max = 7) Integer> pieces) {
        assertThat(found(text, before + text + after, pieces)).isTrue();
    }

    /** Few characters, of one to four bytes which begin alike, so that texts overlap with themselves and each other. */
    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.of("a", "b", "\u00e9", "\u00e8", "\u20ac", "\ud83d\ude00", "\ud83d\ude01")
                .list()
                .ofMaxSize(8)
                .map(parts -> String.join("", parts));
    }

    private static boolean found(String text, String body, List<Integer> pieces) {
        TextSearch search = new TextSearch(text);
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        int matched = 0;
        for (int at = 0, i = 0; at < bytes.length; i++) {
            int length = Math.min(pieces.get(i % pieces.size()), bytes.length - at);
            matched = search.after(matched, Buffer.buffer().appendBytes(bytes, at, length), length);
            at += length;
        }
        return search.found(matched);
    }
}
