package dev.sluice.truth;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;

/** What became of every user request. */
final class Users {
    private final Collection<Request> requests = new ConcurrentLinkedQueue<>();

    /**
     * One user request.
     *
     * @param due when it was to be sent, on the clock of System.nanoTime
     * @param done when its answer was there
     * @param gateway the gateway it was sent to
     * @param version the version that answered; empty when none did
     * @param status the answer's status; 0 without an answer
     */
    record Request(long due, long done, String gateway, String version, int status) {
        boolean failed() {
            return status < 200 || status >= 500;
        }
    }

    void met(Request request) {
        requests.add(request);
    }

    List<Request> all() {
        return List.copyOf(requests);
    }

    long count(Predicate<Request> which) {
        return requests.stream().filter(which).count();
    }

    long failed() {
        return count(Request::failed);
    }

    long of(String version) {
        return count(request -> request.version().equals(version));
    }

    /** Failed requests that were sent after this moment on the clock of System.nanoTime. */
    long failedAfter(long moment) {
        return count(request -> request.failed() && request.due() > moment);
    }

    /** The last that were answered, this many; fewer when there are not so many yet. */
    List<Request> last(int number) {
        List<Request> all = all();
        return all.subList(Math.max(0, all.size() - number), all.size());
    }

    /** Whether the last requests, this many, were all answered well. */
    static boolean steady(Users users, int number) {
        List<Request> last = users.last(number);
        return last.size() == number && last.stream().noneMatch(Request::failed);
    }
}
