package dev.sluice.kubernetes;

import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
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
    private static final Duration SOONEST = Duration.ofMillis(20);
    private static final int PARTS = 25;
    private static final int RENEWED_AFTER = 11;
    private static final int VALID_FOR = 20;
    private static final int ATTEMPTS = 5;

    private final MemberLeases leases;
    private final LongSupplier nanos;
    private final Supplier<String> names;
    private final Listener listener;
    private final Peers peers;
    private final long lasts;
    /** When a watch told of this replica's own Lease last. */
    private volatile long heard;
    /** Whose Lease, this one's, was told to be gone. */
    private volatile String expelled = "";

    private MemberLeases.@Nullable Held held;
    private boolean unknown = true;
    /** The version of the map that a watch has told last. */
    private volatile String told = "";
    /** What it had told when the map was read or written last: only what came later is news. */
    private String heeded = "";

    private int departures;
    private boolean troubled;
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
        this.peers = new Peers(leases, duration, nanos);
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
    public void saw(String member, MemberLeases.Known lease) {
        Self now = self;
        if (now != null && member.equals(now.name())) {
            heard = nanos.getAsLong();
        }
        peers.saw(member, lease, true);
    }

    /** A watch tells that a Lease is gone. Somebody may have deleted it while its replica lives, which then acts until its next renewal. */
    public void sawGone(String member) {
        Self now = self;
        if (now != null && member.equals(now.name())) {
            expelled = member;
        }
        peers.sawGone(member);
    }

    /** A watch tells the version of what says who owns what; none when it is gone. */
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
            } else if (due(now) || now.name().equals(expelled)) {
                renew(now);
            }
            review();
        } catch (RuntimeException e) {
            unknown = true;
            LOG.logf(
                    troubled ? Logger.Level.DEBUG : Logger.Level.WARN,
                    "the Leases cannot be read or written, which is tried again: %s",
                    e.getMessage());
            troubled = true;
            return RETRY;
        }
        troubled = false;
        return untilNext();
    }

    private void join() {
        String name = names.get();
        long asked = nanos.getAsLong();
        peers.forget(name);
        heard = asked;
        self = new Self(name, leases.join(name), asked, Set.of());
        unknown = true;
    }

    private void renew(Self now) {
        long asked = nanos.getAsLong();
        Optional<String> renewed = leases.renew(now.name(), now.version());
        if (renewed.isEmpty()) {
            // An earlier renewal may have been taken though its answer was lost.
            renewed = leases.look(now.name()).flatMap(lease -> leases.renew(now.name(), lease.version()));
        }
        if (renewed.isEmpty()) {
            LOG.warnf("replica %s was not heard of for too long and others carry on what it had", now.name());
            self = null;
            listener.changed();
            join();
        } else if (fresh(now)) {
            self = now.with(renewed.get(), asked);
        } else {
            // Whatever kept this one from renewing may have kept the others from it too.
            peers.startAnew();
            read();
            self = new Self(now.name(), renewed.get(), asked, now.shards()).with(mine(now));
        }
    }

    private MemberLeases.Held read() {
        String news = told;
        MemberLeases.Held read = leases.read();
        held = read;
        heeded = news;
        unknown = false;
        return read;
    }

    /** What is this replica's by what was read last; what nobody owns there is still whose it was. */
    private Set<Integer> mine(Self now) {
        MemberLeases.Held known = held;
        return known == null
                ? Set.of()
                : known.map().with(now.name(), now.shards()).of(now.name());
    }

    private void review() {
        Self now = self;
        if (now == null || !fresh(now)) {
            return;
        }
        MemberLeases.Held current = held;
        Set<String> heirs = peers.heirs(now.name(), current == null ? ShardMap.EMPTY : current.map());
        boolean deaf = nanos.getAsLong() - heard >= lasts;
        boolean news = !told.equals(heeded) && (current == null || !told.equals(current.version()));
        if (current == null || unknown || news || deaf) {
            current = read();
        }
        heeded = told.equals(current.version()) ? told : heeded;
        ShardMap map = current.map().with(now.name(), now.shards());
        ShardMap next = map.next(now.name(), heirs, peers.kept(now.name(), map, heirs));
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
            renew(now.with(kept));
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

    private void depart() {
        Self now = self;
        if (now == null || departures++ >= ATTEMPTS) {
            left = true;
            return;
        }
        listener.yields(now.shards());
        MemberLeases.Held known = held;
        Set<String> others = peers.heirs(now.name(), known == null ? ShardMap.EMPTY : known.map());
        others.remove(now.name());
        boolean handed = false;
        for (int i = 0; i < ATTEMPTS && !handed; i++) {
            MemberLeases.Held current = leases.read();
            ShardMap next = current.map().handedOver(now.name(), others);
            handed = next.equals(current.map())
                    || leases.write(next, current.version()).isPresent();
        }
        leases.look(now.name()).ifPresent(lease -> leases.expel(now.name(), lease.version()));
        self = null;
        left = true;
    }

    private boolean fresh(Self now) {
        return !now.name().equals(expelled) && nanos.getAsLong() - now.renewed() < lasts / PARTS * VALID_FOR;
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
        at = Math.min(at, peers.next(now.name()));
        return Duration.ofNanos(Math.max(SOONEST.toNanos(), at - nanos.getAsLong()));
    }
}
