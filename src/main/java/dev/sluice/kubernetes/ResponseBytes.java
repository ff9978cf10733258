package dev.sluice.kubernetes;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;

/** What was read of an answer of the API server. */
final class ResponseBytes extends ByteArrayOutputStream {
    /** Of an object in a list, from the first byte to the one behind the last. */
    interface Place {
        void at(int from, int to);
    }

    void add(ByteBuffer buffer) {
        byte[] some = new byte[buffer.remaining()];
        buffer.get(some);
        writeBytes(some);
    }

    <T> T object(KubernetesClient client, Class<T> type) {
        return object(client, type, 0, count);
    }

    <T> T object(KubernetesClient client, Class<T> type, int from, int to) {
        return client.getKubernetesSerialization().unmarshal(new ByteArrayInputStream(buf, from, to - from), type);
    }

    /**
     * The objects of a list, one after the other.
     *
     * @return what the next page is asked for with; empty when there is none
     */
    String items(JsonFactory json, Place each) {
        String next = "";
        try (JsonParser parser = json.createParser(buf, 0, count)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String field = parser.currentName();
                parser.nextToken();
                if (field.equals("items") && parser.currentToken() == JsonToken.START_ARRAY) {
                    while (parser.nextToken() == JsonToken.START_OBJECT) {
                        int from = (int) parser.currentTokenLocation().getByteOffset();
                        parser.skipChildren();
                        each.at(from, (int) parser.currentLocation().getByteOffset());
                    }
                } else if (field.equals("metadata") && parser.currentToken() == JsonToken.START_OBJECT) {
                    next = next(parser);
                } else {
                    parser.skipChildren();
                }
            }
            return next;
        } catch (IOException e) {
            throw new KubernetesClientException("the API server's list is no JSON", e);
        }
    }

    private static String next(JsonParser parser) throws IOException {
        String next = "";
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String field = parser.currentName();
            parser.nextToken();
            if (field.equals("continue")) {
                next = parser.getValueAsString("");
            }
            parser.skipChildren();
        }
        return next;
    }
}
