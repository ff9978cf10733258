package dev.sluice.kubernetes;

import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Which replica owns which shard. A namespace is in one shard for ever, so that all that has to agree within a namespace is decided by one replica; shards are
 * spread over the replicas. Values are immutable.
 *
 * @param owners the name of the replica of each shard that has one
 */
public record ShardMap(SortedMap<Integer, String> owners) {
    /** How many shards there are; never another number, since replicas of two versions have to agree. */
    public static final int SHARDS = 64;

    /** Nobody owns anything. */
    public static final ShardMap EMPTY = new ShardMap(new TreeMap<>());

    private static final Pattern ENTRY = Pattern.compile("([a-z0-9.-]+)=([0-9,-]+)");
    private static final Pattern RANGE = Pattern.compile("(\\d{1,2})(?:-(\\d{1,2}))?");

    /** Not to be changed by anybody. */
    public ShardMap {
        owners = Collections.unmodifiableSortedMap(new TreeMap<>(owners));
    }

    /** The shard of a namespace. */
    public static int shardOf(String namespace) {
        int hash = namespace.hashCode();
        hash = (hash ^ (hash >>> 16)) * 0x45d9f3b;
        return Math.floorMod(hash ^ (hash >>> 16), SHARDS);
    }

    /** Reads what {@link #text} has written; what cannot be read has no owner. */
    public static ShardMap parse(String text) {
        SortedMap<Integer, String> owners = new TreeMap<>();
        for (Matcher entry = ENTRY.matcher(text); entry.find(); ) {
            for (Matcher range = RANGE.matcher(entry.group(2)); range.find(); ) {
                int first = Integer.parseInt(range.group(1));
                int last = range.group(2) == null ? first : Integer.parseInt(range.group(2));
                IntStream.rangeClosed(first, Math.min(last, SHARDS - 1)).forEach(i -> owners.put(i, entry.group(1)));
            }
        }
        return new ShardMap(owners);
    }

    /** For people and for {@link #parse}: {@code sluice-controller-0=0-31 sluice-controller-1=32-63}. */
    public String text() {
        return new TreeSet<>(owners.values())
                .stream().map(owner -> owner + "=" + ranges(of(owner))).collect(Collectors.joining(" "));
    }

    /** What a replica owns. */
    public SortedSet<Integer> of(String member) {
        return owners.entrySet().stream()
                .filter(one -> one.getValue().equals(member))
                .map(Map.Entry::getKey)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** All that own something. */
    public Set<String> members() {
        return Set.copyOf(owners.values());
    }

    /**
     * What one replica should make of it: it claims its part of what nobody alive owns, and gives away what it has more than others. All replicas come to
     * the same end, each by its own writes alone: nobody takes what another owns.
     *
     * @param me the name of that replica
     * @param heirs the names of all that may be given something, itself among them
     * @param kept further names of whom nothing is claimed: of those it is not known yet whether they live, and {@code ""} for shards that have no owner
     */
    public ShardMap next(String me, Set<String> heirs, Set<String> kept) {
        SortedMap<Integer, String> next = new TreeMap<>(owners);
        SortedMap<String, Integer> loads = loads(heirs);
        for (int shard = 0; shard < SHARDS; shard++) {
            String owner = owners.getOrDefault(shard, "");
            if (!heirs.contains(owner) && !kept.contains(owner)) {
                String heir = least(loads);
                loads.merge(heir, 1, Integer::sum);
                if (heir.equals(me)) {
                    next.put(shard, me);
                }
            }
        }
        // As long as some are without an owner, nobody knows who has more than others.
        for (int shard : kept.contains("") ? List.<Integer>of() : of(me)) {
            String poorest = least(loads);
            if (loads.getOrDefault(me, 0) - loads.getOrDefault(poorest, 0) < 2) {
                break;
            }
            next.put(shard, poorest);
            loads.merge(poorest, 1, Integer::sum);
            loads.merge(me, -1, Integer::sum);
        }
        return new ShardMap(next);
    }

    /** The same, with what a replica carries that has no owner here: somebody has deleted the map, and each writes its own part again. */
    public ShardMap with(String me, Set<Integer> carried) {
        SortedMap<Integer, String> next = new TreeMap<>(owners);
        carried.forEach(shard -> next.putIfAbsent(shard, me));
        return new ShardMap(next);
    }

    /** All that a replica owns given to the others, as evenly as that goes; nobody's where there are none. */
    public ShardMap handedOver(String me, Set<String> others) {
        SortedMap<Integer, String> next = new TreeMap<>(owners);
        if (others.isEmpty()) {
            next.values().removeIf(me::equals);
            return new ShardMap(next);
        }
        SortedMap<String, Integer> loads = loads(others);
        for (int shard : of(me)) {
            String heir = least(loads);
            next.put(shard, heir);
            loads.merge(heir, 1, Integer::sum);
        }
        return new ShardMap(next);
    }

    private SortedMap<String, Integer> loads(Set<String> live) {
        SortedMap<String, Integer> loads = new TreeMap<>();
        live.forEach(member -> loads.put(member, of(member).size()));
        return loads;
    }

    private static String least(SortedMap<String, Integer> loads) {
        return Collections.min(loads.entrySet(), Comparator.comparing(Map.Entry::getValue))
                .getKey();
    }

    private static String ranges(SortedSet<Integer> shards) {
        StringBuilder text = new StringBuilder();
        for (int shard : shards) {
            if (shards.contains(shard - 1)) {
                continue;
            }
            int last = shard;
            while (shards.contains(last + 1)) {
                last++;
            }
            text.append(text.isEmpty() ? "" : ",").append(shard).append(last == shard ? "" : "-" + last);
        }
        return text.toString();
    }
}
