package dev.sluice.cli.doctor;

import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Runs checks beside each other; each has its own time, and one that breaks hides no other.
 *
 * @param patience how long a check may take
 */
record CheckRunner(Duration patience) {
    /** The findings, in the order of the checks. */
    List<CheckResult> of(List<? extends Check> checks) {
        ExecutorService threads = Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("check-", 0).factory());
        try {
            List<Future<List<CheckResult>>> looks =
                    checks.stream().map(check -> threads.submit(check::look)).toList();
            List<CheckResult> findings = new ArrayList<>();
            for (int i = 0; i < looks.size(); i++) {
                findings.addAll(found(checks.get(i), looks.get(i)));
            }
            return findings;
        } finally {
            // One that hangs must not keep the process.
            threads.shutdownNow();
        }
    }

    private List<CheckResult> found(Check check, Future<List<CheckResult>> look) {
        try {
            return look.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            look.cancel(true);
            return List.of(CheckResult.fail(
                    check.name(),
                    "no answer within " + patience.toSeconds() + " s",
                    "give it more time with --timeout, or look at the API server"));
        } catch (ExecutionException e) {
            return List.of(broken(check.name(), e.getCause() == null ? e : e.getCause()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of(CheckResult.skip(check.name(), "interrupted"));
        }
    }

    /** Of a check that broke: what may not be seen says nothing about the cluster, everything else does. */
    private static CheckResult broken(String check, Throwable error) {
        if (error instanceof KubernetesClientException refused
                && refused.getCode() == HttpURLConnection.HTTP_FORBIDDEN) {
            return CheckResult.skip(check, "you may not look (" + said(refused) + ")");
        }
        if (error instanceof KubernetesClientException missing
                && missing.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
            return CheckResult.skip(check, "the kind is not installed in this cluster");
        }
        return CheckResult.fail(
                check, "could not be looked at: " + said(error), "try again; if it stays, look at the API server");
    }

    /** One line: the API server's own words where there are some. */
    static String said(Throwable error) {
        String message = error instanceof KubernetesClientException refused
                        && refused.getStatus() != null
                        && refused.getStatus().getMessage() != null
                ? refused.getStatus().getMessage()
                : deepest(error);
        return message.lines().findFirst().orElse(error.getClass().getSimpleName());
    }

    private static String deepest(Throwable error) {
        Throwable cause = error;
        while (cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
        }
        String message = cause.getMessage() == null ? error.getMessage() : cause.getMessage();
        return message == null ? cause.getClass().getSimpleName() : message;
    }

    /** One thing to look at. */
    interface Check {
        /** What is looked at, for the table. */
        String name();

        /** Looks; may throw whatever the client throws. */
        List<CheckResult> look();

        /** One that is a method. */
        static Check of(String name, Supplier<List<CheckResult>> look) {
            return new Check() {
                @Override
                public String name() {
                    return name;
                }

                @Override
                public List<CheckResult> look() {
                    return look.get();
                }
            };
        }
    }
}
