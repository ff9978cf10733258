package dev.sluice.cli.doctor;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

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
            return List.of(FailureTranslator.of(check.name(), e.getCause() == null ? e : e.getCause()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of(CheckResult.skip(check.name(), "interrupted"));
        }
    }

    /** One thing to look at. */
    interface Check {
        /** What is looked at, for the table. */
        String name();

        /** Looks; may throw whatever the client throws. */
        List<CheckResult> look();
    }
}
