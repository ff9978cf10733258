package dev.sluice.kubernetes;

import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One replica among others. Each renews a Lease of its own; whoever is not seen to renew for a Lease's duration is expelled: its Lease is deleted on the
 * condition that it still is as it was seen, and only then what it owned is claimed. A replica whose renewal fails for that is nobody any more: it stops all,
 * and joins under another name. It acts only for what it owns, and only for four fifths of the duration from the moment at which it asked for its last renewal, by
 * a clock that goes on while the process is frozen; so it has stopped before anybody may expel it. What is owned changes hands by the owner's word alone.
 */
public final class Membership {
    private static final Logger LOG = Logger.getLogger(Membership.class);
    private static final Duration RETRY = Duration.ofMillis(200);
    private static final Duration UNTOLD = Duration.ofMillis(500);
    private static final int PARTS = 25;
    private static final int RENEWED_AFTER = 11;
    private static final int VALID_FOR = 20;
    private static final int ATTEMPTS = 5;

    private final MemberLeases leases;
    private final LongSupplier nanos;
    private final Supplier<String> names;
    private final Listener listener;
    private final long lasts;
    private final Map<String, Seen> others = new ConcurrentHashMap<>();
    private final Set<String> gone = new HashSet<>();
    private MemberLeases.@Nullable Held held;
    private boolean unknown = true;
    /** The version of the map that a watch has told last. */
    private volatile String told = "";
    /** What it had told when the map was read or written last: only what came later is news. */
    private String heeded = "";

    private int departures;
    private volatile boolean leaving;
    private volatile boolean left;
    private volatile @Nullable Self self;

    /** Hears of what this replica owns. */
    public interface Listener {
        /** These shards are about to be given away: what is done for them ends, and writes nothing any more already. */
        void yields(Set<Integer> shards);

        /** What it owns is another now. */
        void changed();
    }

    /**
     * A Lease as it was last seen.
     *
     * @param at when it was first seen so
     * @param told whether a watch tells of it; else it has to be asked for
     */
    private record Seen(String version, long at, boolean told) {}

    /**
     * This replica, as long as it is one.
     *
     * @param renewed when it asked for the renewal that it was granted last
     */
    private record Self(String name, String version, long renewed, Set<Integer> shards) {
        Self with(String newVersion, long at) {
            return new Self(name, newVersion, at, shards);
        }

        Self with(Set<Integer> owned) {
            return new Self(name, version, renewed, Set.copyOf(owned));
        }
    }

    /**
     * One that has not joined yet.
     *
     * @param duration how long a replica that is not heard of is waited for
     * @param nanos a clock that nobody sets and that goes on while the process is frozen, in nanoseconds
     * @param names another name each time, since who was expelled never comes back under its own
     */
    public Membership(
            MemberLeases leases, Duration duration, LongSupplier nanos, Supplier<String> names, Listener listener) {
        this.leases = leases;
        this.nanos = nanos;
        this.names = names;
        this.listener = listener;
        this.lasts = duration.toNanos();
    }

    /** Whether this replica may write now for what is in a shard. */
    public boolean mayAct(int shard) {
        Self now = self;
        return now != null && !leaving && fresh(now) && now.shards().contains(shard);
    }

    /** Whether a shard is this replica's, though it may have to wait for its next renewal to act. */
    public boolean owns(int shard) {
        Self now = self;
        return now != null && !leaving && now.shards().contains(shard);
    }

    /** For how many shards it may write now. */
    public int active() {
        Self now = self;
        return now != null && !leaving && fresh(now) ? now.shards().size() : 0;
    }

    /** A Lease was told of by a watch, whosever it is. */
    public void saw(String member, String version) {
        saw(member, version, true);
    }

    private void saw(String member, String version, boolean told) {
        others.compute(member, (_, seen) -> {
            boolean same = seen != null && seen.version().equals(version);
            return new Seen(version, same ? seen.at() : nanos.getAsLong(), told);
        });
    }

    /** A watch tells that a Lease is gone. */
    public void sawGone(String member) {
        others.remove(member);
    }

    /** A watch tells that who owns what has changed. */
    public void sawMap(String version) {
        told = version;
    }

    /** From now on it may write nothing; the next turns give away what it owns. */
    public void leave() {
        leaving = true;
    }

    /** Whether it is to leave. */
    public boolean leaving() {
        return leaving;
    }

    /** Whether it has left. */
    public boolean left() {
        return left;
    }

    /** Does what is due: joins, renews, expels, claims, gives away. Never at the same time by two threads. Returns when to call it again at the latest. */
    public Duration turn() {
        try {
            if (leaving) {
                depart();
                return left ? Duration.ZERO : RETRY;
            }
            Self now = self;
            if (now == null) {
                join();
            } else if (due(now)) {
                renew(now);
            }
            review();
        } catch (RuntimeException e) {
            unknown = true;
            LOG.debug("the Leases could not be read or written", e);
            return RETRY;
        }
        return untilNext();
    }

    private void join() {
        String name = names.get();
        long asked = nanos.getAsLong();
        others.remove(name);
        self = new Self(name, leases.join(name), asked, Set.of());
        unknown = true;
    }

    private void renew(Self now) {
        long asked = nanos.getAsLong();
        Optional<String> renewed = leases.renew(now.name(), now.version());
        if (renewed.isEmpty()) {
            // An earlier renewal may have been taken though its answer was lost.
            renewed = leases.version(now.name()).flatMap(version -> leases.renew(now.name(), version));
        }
        if (renewed.isPresent()) {
            if (!fresh(now)) {
                // Whatever kept this one from renewing may have kept the others from it too.
                others.replaceAll((_, seen) -> new Seen(seen.version(), nanos.getAsLong(), seen.told()));
            }
            self = now.with(renewed.get(), asked);
        } else {
            LOG.warnf("replica %s was not heard of for too long and others carry on what it had", now.name());
            gone.add(now.name());
            self = null;
            listener.changed();
            join();
        }
    }

    private void review() {
        Self now = self;
        if (now == null || !fresh(now)) {
            return;
        }
        Set<String> live = live(now);
        MemberLeases.Held current = held;
        String news = told;
        if (current == null || unknown || !(news.equals(heeded) || news.equals(current.version()))) {
            current = leases.read();
            held = current;
            unknown = false;
        }
        heeded = news;
        for (String owner : current.map().members()) {
            if (!live.contains(owner) && !isGone(owner)) {
                live.add(owner);
            }
        }
        ShardMap next = current.map().next(now.name(), live);
        if (next.equals(current.map())) {
            own(next);
        } else {
            change(now, current, next);
        }
    }

    private void change(Self now, MemberLeases.Held current, ShardMap next) {
        Set<Integer> given = new HashSet<>(now.shards());
        given.removeAll(next.of(now.name()));
        if (!given.isEmpty()) {
            Set<Integer> kept = new HashSet<>(now.shards());
            kept.removeAll(given);
            self = now.with(kept);
            listener.yields(given);
        }
        // Until the answer is there, nobody knows what it says.
        unknown = true;
        Optional<MemberLeases.Held> written = leases.write(next, current.version());
        if (written.isPresent()) {
            held = written.get();
            unknown = false;
            own(next);
        }
    }

    private void own(ShardMap map) {
        Self now = self;
        if (now != null && !now.shards().equals(map.of(now.name()))) {
            self = now.with(map.of(now.name()));
            LOG.infof("this replica owns %d of %d shards", map.of(now.name()).size(), ShardMap.SHARDS);
            listener.changed();
        }
    }

    /** Itself and all that were heard of; those that were not for too long are asked for, and expelled if they are as they were. */
    private Set<String> live(Self now) {
        Set<String> live = new HashSet<>(Set.of(now.name()));
        others.forEach((member, seen) -> {
            boolean other = !member.equals(now.name()) && !gone.contains(member);
            if (other && (seen.told() && !late(seen) || lives(member, seen))) {
                live.add(member);
            }
        });
        return live;
    }

    private boolean late(Seen seen) {
        return nanos.getAsLong() - seen.at() >= lasts;
    }

    private boolean lives(String member, Seen seen) {
        Optional<String> version = leases.version(member);
        boolean same = version.equals(Optional.of(seen.version()));
        if (version.isPresent() && !(same && late(seen))) {
            saw(member, version.get(), false);
            return true;
        }
        if (version.isPresent() && !leases.expel(member, seen.version())) {
            return true;
        }
        if (version.isPresent()) {
            LOG.warnf("replica %s has not renewed its Lease and is expelled", member);
        }
        others.remove(member, seen);
        gone.add(member);
        return false;
    }

    /** Whose Lease was never seen may have joined a moment ago, so the API server is asked. */
    private boolean isGone(String owner) {
        if (!gone.contains(owner)) {
            Optional<String> version = leases.version(owner);
            version.ifPresentOrElse(found -> saw(owner, found, false), () -> gone.add(owner));
        }
        return gone.contains(owner);
    }

    private void depart() {
        Self now = self;
        if (now == null || departures++ >= ATTEMPTS) {
            left = true;
            return;
        }
        listener.yields(now.shards());
        Set<String> others = live(now);
        others.remove(now.name());
        boolean handed = false;
        for (int i = 0; i < ATTEMPTS && !handed; i++) {
            MemberLeases.Held current = leases.read();
            ShardMap next = current.map().handedOver(now.name(), others);
            handed = next.equals(current.map())
                    || leases.write(next, current.version()).isPresent();
        }
        leases.version(now.name()).ifPresent(version -> leases.expel(now.name(), version));
        self = null;
        left = true;
    }

    private boolean fresh(Self now) {
        return nanos.getAsLong() - now.renewed() < lasts / PARTS * VALID_FOR;
    }

    private boolean due(Self now) {
        return nanos.getAsLong() - now.renewed() >= lasts / PARTS * RENEWED_AFTER;
    }

    private Duration untilNext() {
        Self now = self;
        if (now == null || unknown) {
            return RETRY;
        }
        long at = now.renewed() + lasts / PARTS * RENEWED_AFTER;
        for (Map.Entry<String, Seen> other : others.entrySet()) {
            if (!other.getKey().equals(now.name())) {
                Seen seen = other.getValue();
                at = Math.min(at, seen.told() ? seen.at() + lasts : nanos.getAsLong() + UNTOLD.toNanos());
            }
        }
        return Duration.ofNanos(Math.max(0, at - nanos.getAsLong()));
    }
}
