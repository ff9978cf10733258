package dev.sluice.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ShardMapTest {
    @Test
    void theFirstOwnsEverything() {
        ShardMap map = ShardMap.EMPTY.next("a", Set.of("a"), Set.of());

        assertThat(map.text()).isEqualTo("a=0-63");
    }

    @Test
    void aNewcomerIsGivenHalf() {
        ShardMap map = ShardMap.parse("a=0-63");

        assertThat(map.next("b", Set.of("a", "b"), Set.of()))
                .as("takes nothing")
                .isEqualTo(map);
        assertThat(map.next("a", Set.of("a", "b"), Set.of()).text()).isEqualTo("a=32-63 b=0-31");
    }

    @Test
    void whatTheDeadOwnedIsSharedAmongTheOthers() {
        ShardMap map = ShardMap.parse("a=0-20 b=21-41 c=42-63");
        Set<String> live = Set.of("a", "c");

        ShardMap next = map.next("a", live, Set.of()).next("c", live, Set.of());

        assertThat(next.of("a")).hasSize(32);
        assertThat(next.of("c")).hasSize(32);
    }

    @Test
    void whoLeavesGivesAllAway() {
        assertThat(ShardMap.parse("a=0-31 b=32-63").handedOver("a", Set.of("b")).text())
                .isEqualTo("b=0-63");
        assertThat(ShardMap.parse("a=0-63").handedOver("a", Set.of())).isEqualTo(ShardMap.EMPTY);
    }

    /** However the turns fall, all shards are owned in the end, as evenly as they can be, and no living owner was robbed. */
    @Property(tries = 300)
    void endsEven(
            @ForAll @Size(min = 64, max = 64) List<@IntRange(max = 5) Integer> owners,
            @ForAll @IntRange(min = 1, max = 4) int count,
            @ForAll long seed) {
        Set<String> live = IntStream.range(0, count).mapToObj(i -> "m" + i).collect(Collectors.toSet());
        ShardMap map = random(owners);
        Random random = new Random(seed);
        List<String> turns = new ArrayList<>(live);
        for (int i = 0; i < 50; i++) {
            String me = turns.get(random.nextInt(turns.size()));
            ShardMap next = map.next(me, live, Set.of());
            assertNobodyRobbed(map, next, me, live);
            map = next;
        }
        for (String me : turns) {
            map = map.next(me, live, Set.of());
        }
        for (String me : turns) {
            map = map.next(me, live, Set.of());
            assertThat(map.next(me, live, Set.of())).isEqualTo(map);
        }

        ShardMap end = map;
        assertThat(live)
                .allSatisfy(member -> assertThat(end.of(member).size())
                        .isBetween(ShardMap.SHARDS / count, ShardMap.SHARDS / count + 1));
        assertThat(ShardMap.parse(end.text())).isEqualTo(end);
    }

    private static void assertNobodyRobbed(ShardMap before, ShardMap after, String me, Set<String> live) {
        Set<String> othersBefore = new HashSet<>(live);
        othersBefore.remove(me);
        assertThat(othersBefore).allSatisfy(other -> assertThat(after.of(other)).containsAll(before.of(other)));
    }

    private static ShardMap random(List<Integer> owners) {
        SortedMap<Integer, String> map = new TreeMap<>();
        for (int i = 0; i < owners.size(); i++) {
            if (owners.get(i) < 5) {
                map.put(i, "m" + owners.get(i));
            }
        }
        return new ShardMap(map);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nonsense", "a=", "=1-2", "a=x", "a=99", "a=70-99", "a=9-3"})
    void whatCannotBeReadHasNoOwner(String text) {
        assertThat(ShardMap.parse(text)).isEqualTo(ShardMap.EMPTY);
    }

    @ParameterizedTest
    @CsvSource({"default, 21", "shop, 46", "istio-system, 59"})
    void aNamespaceIsInTheSameShardForEver(String namespace, int shard) {
        assertThat(ShardMap.shardOf(namespace)).isEqualTo(shard);
    }

    @Test
    void namespacesAreSpread() {
        assertThat(IntStream.range(0, 1000)
                        .mapToObj(i -> "team-" + i)
                        .collect(Collectors.groupingBy(ShardMap::shardOf)))
                .hasSize(ShardMap.SHARDS)
                .allSatisfy((_, names) -> assertThat(names).hasSizeBetween(3, 40));
    }
}
