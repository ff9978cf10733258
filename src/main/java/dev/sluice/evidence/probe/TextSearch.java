package dev.sluice.evidence.probe;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;

/**
 * Looks for a text in bytes that come piece by piece and are not kept: between two pieces one number is remembered, how much of the text the
 * last bytes are (Knuth, Morris, Pratt 1977). It takes time in proportion to the bytes, whatever the text is. What is compared is UTF-8, so
 * that a character may be torn by the end of a piece.
 */
final class TextSearch {
    /** The empty text, which is found in everything. */
    static final TextSearch NOTHING = new TextSearch("");

    private final byte[] text;
    /** Of each beginning of the text, how long the longest shorter beginning is that it ends with. */
    private final int[] shorter;

    TextSearch(String text) {
        this.text = text.getBytes(StandardCharsets.UTF_8);
        this.shorter = new int[this.text.length];
        for (int i = 1, matched = 0; i < this.text.length; i++) {
            matched = next(matched, this.text[i]);
            shorter[i] = matched;
        }
    }

    /**
     * How much of the text is found after a piece.
     *
     * @param matched the same before it; 0 at the start
     * @param length how many bytes of the piece are looked at
     */
    int after(int matched, Buffer piece, int length) {
        int now = matched;
        for (int i = 0; i < length && !found(now); i++) {
            now = next(now, piece.getByte(i));
        }
        return now;
    }

    /** Whether that is all of it. */
    boolean found(int matched) {
        return matched == text.length;
    }

    private int next(int matched, byte read) {
        int now = matched;
        while (now > 0 && text[now] != read) {
            now = shorter[now - 1];
        }
        return text[now] == read ? now + 1 : now;
    }
}
