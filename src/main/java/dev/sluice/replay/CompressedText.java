package dev.sluice.replay;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.zip.Deflater;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** Between a text and the form in which a status keeps it; {@code base64 -d | gunzip} undoes it too. */
final class CompressedText {
    /** Far more than any recording has; what is read may come from anywhere. */
    private static final int MOST = 1 << 24;

    private CompressedText() {}

    static String pack(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new Best(bytes)) {
            out.write(text.getBytes(UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Base64.getEncoder().encodeToString(bytes.toByteArray());
    }

    static String unpack(String packed) {
        byte[] bytes;
        try {
            bytes = Base64.getMimeDecoder().decode(packed);
        } catch (IllegalArgumentException e) {
            throw new RecordingFormatException(
                    "is not Base64 (" + e.getMessage() + "); take it from the Rollout again");
        }
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
            byte[] text = in.readNBytes(MOST + 1);
            if (text.length > MOST) {
                throw new RecordingFormatException(
                        "has more than 16 MB when unpacked, which no recording has; take it from the Rollout again");
            }
            return new String(text, UTF_8);
        } catch (EOFException e) {
            throw new RecordingFormatException("is cut off; take the whole of it from the Rollout again");
        } catch (IOException e) {
            throw new RecordingFormatException(
                    "cannot be unpacked (" + e.getMessage() + "); take the whole of it from the Rollout again");
        }
    }

    private static final class Best extends GZIPOutputStream {
        private Best(ByteArrayOutputStream bytes) throws IOException {
            super(bytes);
            def.setLevel(Deflater.BEST_COMPRESSION);
        }
    }
}
