package dev.sluice.notify;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;

/**
 * What waits for one sink, oldest first. Never full for who puts something in: of the namespace that has most there, the oldest notice that
 * calls nobody goes, or else the oldest. What has happened last is what people need when a sink comes back.
 */
final class Mailbox {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition filled = lock.newCondition();
    private final Deque<Notice> notices = new ArrayDeque<>();
    private final int largest;
    private boolean closed;

    Mailbox(int largest) {
        this.largest = largest;
    }

    /** Puts a notice in; gives the one that had to go for it, which may be the same. */
    Optional<Notice> put(Notice notice) {
        lock.lock();
        try {
            if (closed) {
                return Optional.of(notice);
            }
            Optional<Notice> dropped = notices.size() < largest ? Optional.empty() : Optional.of(drop());
            notices.addLast(notice);
            filled.signal();
            return dropped;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until something is there; false when nothing will ever be. */
    boolean await() throws InterruptedException {
        lock.lock();
        try {
            while (notices.isEmpty() && !closed) {
                filled.await();
            }
            return !notices.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /** Takes all that is there when it is more than some, else the oldest alone. */
    List<Notice> take(int some) {
        lock.lock();
        try {
            List<Notice> taken = new ArrayList<>();
            int count = notices.size() > some ? notices.size() : Math.min(1, notices.size());
            for (int i = 0; i < count; i++) {
                taken.add(notices.removeFirst());
            }
            return taken;
        } finally {
            lock.unlock();
        }
    }

    int size() {
        lock.lock();
        try {
            return notices.size();
        } finally {
            lock.unlock();
        }
    }

    boolean closed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    /** Nothing more comes in; what is there may be taken. */
    void close() {
        lock.lock();
        try {
            closed = true;
            filled.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private Notice drop() {
        String fullest =
                notices.stream()
                        .collect(Collectors.groupingBy(Notice::namespace, Collectors.counting()))
                        .entrySet()
                        .stream()
                        .max(Map.Entry.comparingByValue())
                        .orElseThrow()
                        .getKey();
        Notice oldest = notices.stream()
                .filter(notice -> notice.namespace().equals(fullest))
                .min(Comparator.comparing(notice -> !notice.occasion().calm()))
                .orElseThrow();
        notices.remove(oldest);
        return oldest;
    }
}
