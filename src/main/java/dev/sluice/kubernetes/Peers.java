package dev.sluice.kubernetes;

import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;

/** What one replica knows of the others: who lives, who may be given something, and of whom something may be claimed. Told by any thread, asked by one. */
final class Peers {
    private static final Logger LOG = Logger.getLogger(Peers.class);
    private static final Duration UNTOLD = Duration.ofMillis(500);

    private final MemberLeases leases;
    private final LongSupplier nanos;
    private final long lasts;
    /** The same in whole seconds, as Leases say it. */
    private final Duration rounded;

    private final Map<String, Seen> others = new ConcurrentHashMap<>();
    /** Owners whose Lease is gone, and when what they owned may be claimed. */
    private final Map<String, Long> lost = new ConcurrentHashMap<>();
    /** Since when some shards have no owner; 0 when none is without. */
    private long unowned;

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
     * Nobody was heard of yet.
     *
     * @param duration how long one that is not heard of is waited for
     * @param nanos a clock that nobody sets, in nanoseconds
     */
    Peers(MemberLeases leases, Duration duration, LongSupplier nanos) {
        this.leases = leases;
        this.nanos = nanos;
        this.lasts = duration.toNanos();
        this.rounded = Duration.ofSeconds(Math.ceilDiv(duration.toMillis(), 1_000));
    }

    /** A Lease was told of by a watch, or asked for. */
    void saw(String member, MemberLeases.Known lease, boolean told) {
        others.compute(member, (_, seen) -> {
            boolean same = seen != null && seen.version().equals(lease.version());
            return new Seen(
                    lease.version(),
                    same ? seen.at() : nanos.getAsLong(),
                    Math.max(
                            lasts,
                            lease.lasts().compareTo(rounded) > 0 ? lease.lasts().toNanos() : 0),
                    told,
                    seen != null && (seen.renewed() || !same));
        });
    }

    /** A watch tells that a Lease is gone. Somebody may have deleted it while its replica lives. */
    void sawGone(String member) {
        Seen seen = others.remove(member);
        if (seen != null) {
            lost.putIfAbsent(member, seen.at() + seen.lasts());
        }
    }

    /** This replica has the name from now on. */
    void forget(String member) {
        others.remove(member);
    }

    /** Everybody has as much time from now on as if heard of just now. */
    void startAnew() {
        others.replaceAll(
                (_, seen) -> new Seen(seen.version(), nanos.getAsLong(), seen.lasts(), seen.told(), seen.renewed()));
    }

    /** When the next one has to be asked for, or what it owned may be claimed; {@link Long#MAX_VALUE} for never. */
    long next(String me) {
        long at = Long.MAX_VALUE;
        for (Map.Entry<String, Seen> other : others.entrySet()) {
            if (!other.getKey().equals(me)) {
                Seen seen = other.getValue();
                at = Math.min(at, seen.told() ? seen.at() + seen.lasts() : nanos.getAsLong() + UNTOLD.toNanos());
            }
        }
        for (long claimable : lost.values()) {
            at = Math.min(at, claimable);
        }
        return at;
    }

    /** Of whom nothing may be claimed: of who lives, and of whom nobody has heard for less than a replica may act without being heard of. */
    Set<String> kept(String me, ShardMap map, Set<String> heirs) {
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

    /** Itself and all that may be given something. Of those that were not heard of for too long it is asked, and they are expelled if they are as they were. */
    Set<String> heirs(String me, ShardMap map) {
        Set<String> heirs = new HashSet<>(Set.of(me));
        others.forEach((member, seen) -> {
            if (!member.equals(me)
                    && (seen.told() && !late(seen) || lives(member, seen))
                    && (seen.renewed() || !map.of(member).isEmpty())) {
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
}
