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
    private static final Duration SOONEST = Duration.ofMillis(20);
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
    /** The same in whole seconds, as Leases say it. */
    private final Duration rounded;
    private final Map<String, Seen> others = new ConcurrentHashMap<>();
    /** Owners whose Lease is gone, and when what they owned may be claimed. */
    private final Map<String, Long> lost = new ConcurrentHashMap<>();
    /** Since when some shards have no owner; 0 when none is without. */
    private long unowned;
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
     * A Lease as it was last seen.
     *
     * @param at when it was first seen so
     * @param lasts how long its replica may be silent, in nanoseconds
     * @param told whether a watch tells of it; else it has to be asked for
     * @param renewed whether it was seen to be renewed: who has only joined may be one that does not know that it has
     */
    private record Seen(String version, long at, long lasts, boolean told, boolean renewed) {}

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
        this.rounded = Duration.ofSeconds(Math.ceilDiv(duration.toMillis(), 1_000));
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
        saw(member, lease, true);
    }

    private void saw(String member, MemberLeases.Known lease, boolean told) {
        others.compute(member, (_, seen) -> {
            boolean same = seen != null && seen.version().equals(lease.version());
            return new Seen(
                    lease.version(),
                    same ? seen.at() : nanos.getAsLong(),
                    Math.max(lasts, lease.lasts().compareTo(rounded) > 0 ? lease.lasts().toNanos() : 0),
                    told,
                    seen != null && (seen.renewed() || !same));
        });
    }

    /** A watch tells that a Lease is gone. Somebody may have deleted it while its replica lives, which then acts until its next renewal. */
    public void sawGone(String member) {
        Self now = self;
        if (now != null && member.equals(now.name())) {
            expelled = member;
        }
        Seen seen = others.remove(member);
        if (seen != null) {
            lost.putIfAbsent(member, seen.at() + seen.lasts());
        }
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
        others.remove(name);
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
            others.replaceAll((_, seen) ->
                    new Seen(seen.version(), nanos.getAsLong(), seen.lasts(), seen.told(), seen.renewed()));
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
        return known == null ? Set.of() : known.map().with(now.name(), now.shards()).of(now.name());
    }

    private void review() {
        Self now = self;
        if (now == null || !fresh(now)) {
            return;
        }
        Set<String> heirs = heirs(now);
        MemberLeases.Held current = held;
        boolean deaf = nanos.getAsLong() - heard >= lasts;
        boolean news = !told.equals(heeded) && (current == null || !told.equals(current.version()));
        if (current == null || unknown || news || deaf) {
            current = read();
        }
        heeded = told.equals(current.version()) ? told : heeded;
        ShardMap map = current.map().with(now.name(), now.shards());
        ShardMap next = map.next(now.name(), heirs, kept(now.name(), map, heirs));
        if (next.equals(current.map())) {
            own(next);
        } else {
            change(now, current, next);
        }
    }

    /** Of whom nothing may be claimed: of who lives, and of whom nobody has heard for less than a replica may act without being heard of. */
    private Set<String> kept(String me, ShardMap map, Set<String> heirs) {
        long now = nanos.getAsLong();
        Set<String> kept = new HashSet<>(others.keySet());
        kept.remove(me);
        for (String owner : map.members()) {
            if (!heirs.contains(owner) && !kept.contains(owner) && (!isGone(owner) || now < lostAt(owner))) {
                kept.add(owner);
            }
        }
        boolean ownerless = map.owners().size() < ShardMap.SHARDS;
        unowned = !ownerless ? 0 : unowned == 0 ? now : unowned;
        if (ownerless && now - unowned < lasts && !kept.isEmpty()) {
            kept.add("");
        }
        lost.keySet().retainAll(map.members());
        return kept;
    }

    private long lostAt(String owner) {
        return lost.computeIfAbsent(owner, _ -> nanos.getAsLong() + lasts);
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

    /** Itself and all that may be given something. Of those that were not heard of for too long it is asked, and they are expelled if they are as they were. */
    private Set<String> heirs(Self now) {
        Set<String> heirs = new HashSet<>(Set.of(now.name()));
        MemberLeases.Held known = held;
        others.forEach((member, seen) -> {
            if (!member.equals(now.name())
                    && (seen.told() && !late(seen) || lives(member, seen))
                    && (seen.renewed() || (known != null && !known.map().of(member).isEmpty()))) {
                heirs.add(member);
            }
        });
        return heirs;
    }

    private boolean late(Seen seen) {
        return nanos.getAsLong() - seen.at() >= seen.lasts();
    }

    private boolean lives(String member, Seen seen) {
        Optional<MemberLeases.Known> lease = leases.look(member);
        boolean same = lease.isPresent() && lease.get().version().equals(seen.version());
        if (lease.isPresent() && !(same && late(seen))) {
            saw(member, lease.get(), false);
            return true;
        }
        if (lease.isPresent() && !leases.expel(member, seen.version())) {
            return true;
        }
        if (lease.isPresent()) {
            LOG.warnf("replica %s has not renewed its Lease and is expelled", member);
        }
        lost.putIfAbsent(member, seen.at() + seen.lasts());
        others.remove(member, seen);
        return false;
    }

    /** Whose Lease was never seen may have joined a moment ago, so the API server is asked; whose is gone never comes back. */
    private boolean isGone(String owner) {
        if (!lost.containsKey(owner)) {
            leases.look(owner).ifPresentOrElse(found -> saw(owner, found, false), () -> lostAt(owner));
        }
        return lost.containsKey(owner);
    }

    private void depart() {
        Self now = self;
        if (now == null || departures++ >= ATTEMPTS) {
            left = true;
            return;
        }
        listener.yields(now.shards());
        Set<String> others = heirs(now);
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
        for (Map.Entry<String, Seen> other : others.entrySet()) {
            if (!other.getKey().equals(now.name())) {
                Seen seen = other.getValue();
                at = Math.min(at, seen.told() ? seen.at() + seen.lasts() : nanos.getAsLong() + UNTOLD.toNanos());
            }
        }
        for (long claimable : lost.values()) {
            at = Math.min(at, claimable);
        }
        return Duration.ofNanos(Math.max(SOONEST.toNanos(), at - nanos.getAsLong()));
    }
}
