package dev.sluice.notification;

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
final class SinkQueue {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition filled = lock.newCondition();
    private final Deque<Notification> notices = new ArrayDeque<>();
    private final int largest;
    private boolean closed;

    SinkQueue(int largest) {
        this.largest = largest;
    }

    /** Puts a notice in; gives the one that had to go for it, which may be the same. */
    Optional<Notification> put(Notification notification) {
        lock.lock();
        try {
            if (closed) {
                return Optional.of(notification);
            }
            Optional<Notification> dropped = notices.size() < largest ? Optional.empty() : Optional.of(drop());
            notices.addLast(notification);
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
    List<Notification> take(int some) {
        lock.lock();
        try {
            List<Notification> taken = new ArrayList<>();
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

    private Notification drop() {
        String fullest = notices.stream()
                .collect(Collectors.groupingBy(Notification::namespace, Collectors.counting()))
                .entrySet()
                .stream()
                .max(Map.Entry.comparingByValue())
                .orElseThrow()
                .getKey();
        Notification oldest = notices.stream()
                .filter(notification -> notification.namespace().equals(fullest))
                .min(Comparator.comparing(
                        notification -> !notification.occasion().calm()))
                .orElseThrow();
        notices.remove(oldest);
        return oldest;
    }
}
