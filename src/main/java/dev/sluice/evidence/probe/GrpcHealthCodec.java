package dev.sluice.evidence.probe;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The two messages of {@code grpc.health.v1.Health/Check}, each with one field, in gRPC's framing: a byte that says
 * whether the message is compressed, four of its length, the message.
 */
final class GrpcHealthCodec {
    static final String SERVING = "SERVING";

    private static final int PREFIX = 5;
    private static final int VARINT = 0;
    private static final int LONG = 1;
    private static final int BYTES = 2;
    private static final int INT = 5;
    /** In the order of the protocol's numbers. */
    private static final List<String> STATUSES = List.of("UNKNOWN", SERVING, "NOT_SERVING", "SERVICE_UNKNOWN");

    private GrpcHealthCodec() {}

    /** {@code HealthCheckRequest {string service = 1;}}. */
    static Buffer request(String service) {
        Buffer message = Buffer.buffer();
        if (!service.isEmpty()) {
            byte[] name = service.getBytes(StandardCharsets.UTF_8);
            message.appendByte((byte) (1 << 3 | BYTES));
            varint(message, name.length);
            message.appendBytes(name);
        }
        return Buffer.buffer().appendByte((byte) 0).appendInt(message.length()).appendBuffer(message);
    }

    /** The status in words, of {@code HealthCheckResponse {ServingStatus status = 1;}}; else what is wrong with it. */
    static String status(Buffer framed) {
        try {
            if (framed.getByte(0) != 0) {
                return "a compressed answer, which was not asked for";
            }
            long value = field1(framed.getBuffer(PREFIX, PREFIX + framed.getInt(1)));
            return value >= 0 && value < STATUSES.size() ? STATUSES.get((int) value) : "status " + value;
        } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
            return "an answer that is no HealthCheckResponse";
        }
    }

    /** A field that is missing is 0; of one that is repeated the last counts; others are skipped. */
    private static long field1(Buffer message) {
        Cursor at = new Cursor(message);
        long value = 0;
        while (at.more()) {
            long tag = at.varint();
            switch ((int) (tag & 7)) {
                case VARINT -> {
                    long read = at.varint();
                    value = tag >>> 3 == 1 ? read : value;
                }
                case LONG -> at.skip(8);
                case BYTES -> at.skip(at.varint());
                case INT -> at.skip(4);
                default -> throw new IllegalArgumentException("wire type " + (tag & 7));
            }
        }
        return value;
    }

    private static void varint(Buffer to, int value) {
        int rest = value;
        for (; rest > 0x7f; rest >>>= 7) {
            to.appendByte((byte) (rest & 0x7f | 0x80));
        }
        to.appendByte((byte) rest);
    }

    /** Reads a message from its start to its end. */
    private static final class Cursor {
        private final Buffer message;
        private int at;

        Cursor(Buffer message) {
            this.message = message;
        }

        boolean more() {
            return at < message.length();
        }

        long varint() {
            long value = 0;
            for (int shift = 0; shift < Long.SIZE; shift += 7) {
                byte next = message.getByte(at++);
                value |= (next & 0x7fL) << shift;
                if (next >= 0) {
                    return value;
                }
            }
            throw new IllegalArgumentException("a number that does not end");
        }

        void skip(long length) {
            if (length < 0 || length > message.length() - at) {
                throw new IllegalArgumentException("a field longer than the message");
            }
            at += (int) length;
        }
    }
}
