package dev.sluice.truth;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/**
 * What goes wrong in a pod from now on; parts/app knows the fields.
 *
 * @param json the app's form
 * @param answered whether the pod lives to acknowledge it
 */
record Fault(String json, boolean answered) {
    static final Fault NONE = new Fault("{}", true);
    static final Fault HANG = new Fault("{\"hang\": true}", true);

    /** Users wait for ever, probes of /healthz are answered. */
    static final Fault HIDDEN_HANG = new Fault("{\"hidden\": true, \"hang\": true}", true);

    static final Fault UNREADY = new Fault("{\"unready\": true}", true);
    static final Fault REFUSE = new Fault("{\"refuse\": true}", false);
    static final Fault EXIT = new Fault("{\"exit\": true}", false);

    /** The container ends, and again right after each start. Nothing mends that. */
    static final Fault CRASH = new Fault("{\"crash\": true}", false);

    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    static Fault errors(double share) {
        return new Fault("{\"errors\": " + share + "}", true);
    }

    static Fault hidden(double share) {
        return new Fault("{\"hidden\": true, \"errors\": " + share + "}", true);
    }

    static Fault delay(int millis) {
        return new Fault("{\"delayMs\": " + millis + "}", true);
    }

    /** Users wait so much longer, probes of /healthz do not. */
    static Fault hiddenDelay(int millis) {
        return new Fault("{\"hidden\": true, \"delayMs\": " + millis + "}", true);
    }

    void at(RunningPod pod) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + pod.address() + ":8080/__fault"))
                .timeout(Duration.ofSeconds(5))
                .POST(HttpRequest.BodyPublishers.ofString(json))
                .build();
        try {
            HTTP.send(request, HttpResponse.BodyHandlers.discarding());
        } catch (IOException e) {
            if (answered) {
                throw new IllegalStateException(pod.name() + " did not take " + json, e);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public String toString() {
        return json.equals("{}") ? "mended" : json.replaceAll("[{}\"]", "");
    }
}
