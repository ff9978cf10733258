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
record AppFault(String json, boolean answered) {
    static final AppFault NONE = new AppFault("{}", true);
    static final AppFault HANG = new AppFault("{\"hang\": true}", true);

    /** Users wait for ever, probes of /healthz are answered. */
    static final AppFault HIDDEN_HANG = new AppFault("{\"hidden\": true, \"hang\": true}", true);

    static final AppFault UNREADY = new AppFault("{\"unready\": true}", true);
    static final AppFault REFUSE = new AppFault("{\"refuse\": true}", false);
    static final AppFault EXIT = new AppFault("{\"exit\": true}", false);

    /** The container ends, and again right after each start. Nothing mends that. */
    static final AppFault CRASH = new AppFault("{\"crash\": true}", false);

    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    static AppFault errors(double share) {
        return new AppFault("{\"errors\": " + share + "}", true);
    }

    static AppFault hidden(double share) {
        return new AppFault("{\"hidden\": true, \"errors\": " + share + "}", true);
    }

    static AppFault delay(int millis) {
        return new AppFault("{\"delayMs\": " + millis + "}", true);
    }

    /** Users wait so much longer, probes of /healthz do not. */
    static AppFault hiddenDelay(int millis) {
        return new AppFault("{\"hidden\": true, \"delayMs\": " + millis + "}", true);
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
