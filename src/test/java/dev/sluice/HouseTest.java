package dev.sluice;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Holds the picture of the house: which package may know which. */
class HouseTest {
    private static final String ROOT = "dev.sluice";
    private static final String[] OF_THE_DEMO = {
        "dev.sluice.demo..", "io.fabric8.kubernetes.client.server.mock..", "io.fabric8.mockwebserver.."
    };
    private static final String[] PURE = {
        "java..", "org.jspecify.annotations..", "org.apache.commons.numbers..", "dev.sluice.."
    };
    private static final String[] CORE = {"policy", "stats", "rollout"};
    private static final String[] CORE_AND_WIRE = {"policy", "stats", "rollout", "wire"};
    private static final String[] CONTROLLED = {
        "policy", "stats", "rollout", "wire", "probe", "mesh", "store", "replay", "kubernetes"
    };

    /** Each package and the packages of ours that it may import, besides itself. */
    private static final Map<String, Set<String>> HOUSE = Map.ofEntries(
            Map.entry("policy", Set.of()),
            Map.entry("stats", Set.of()),
            Map.entry("rollout", Set.of("policy", "stats")),
            Map.entry("wire", Set.of("policy")),
            Map.entry("kubernetes", Set.of()),
            Map.entry("probe", Set.of(CORE_AND_WIRE)),
            Map.entry("mesh", Set.of(CORE_AND_WIRE)),
            Map.entry("store", Set.of(CORE_AND_WIRE)),
            Map.entry("replay", Set.of(CORE)),
            Map.entry("controller", Set.of(CONTROLLED)),
            Map.entry("notify", Set.of("policy", "stats", "rollout", "store")),
            Map.entry("telemetry", Set.of("policy", "stats", "rollout", "wire", "probe", "mesh", "store", "notify")),
            Map.entry("view", Set.of("policy", "stats", "rollout", "store", "replay")),
            Map.entry("web", Set.of("policy", "stats", "rollout", "wire", "store", "view")),
            Map.entry(
                    "cli",
                    Set.of(
                            "policy",
                            "stats",
                            "rollout",
                            "probe",
                            "mesh",
                            "store",
                            "replay",
                            "view",
                            "notify",
                            "kubernetes")));

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);

    @TestFactory
    Stream<DynamicTest> everyPackageKnowsOnlyItsFloor() {
        return HOUSE.keySet().stream()
                .sorted()
                .map(room -> dynamicTest(
                        room,
                        () -> check(noClasses()
                                .that()
                                .resideInAPackage(tree(room))
                                .should()
                                .dependOnClassesThat(resideInAnyPackage(forbiddenTo(room))))));
    }

    @Test
    void everyPackageHasAPlaceInThePicture() {
        assertThat(CLASSES)
                .extracting(JavaClass::getPackageName)
                .filteredOn(name -> !name.equals(ROOT))
                .allSatisfy(name -> assertThat(HOUSE)
                        .containsKey(name.substring(ROOT.length() + 1).split("\\.", -1)[0]));
    }

    @Test
    void theCoreIsPure() {
        check(noClasses()
                .that()
                .resideInAnyPackage(tree("rollout"), tree("stats"), tree("replay"))
                .should()
                .dependOnClassesThat(resideOutsideOfPackages(PURE)));
    }

    @Test
    void theCoreIsToldTheTime() {
        check(noClasses()
                .that()
                .resideInAnyPackage(tree("rollout"), tree("stats"), tree("policy"), tree("replay"))
                .should()
                .callMethodWhere(target(owner(resideInAnyPackage("java.time"))).and(target(name("now"))))
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(Clock.class));
    }

    /** The demo is in no jar of the product, and neither is what it takes for an API server. */
    @Test
    void theProductKnowsNoMockApiServer() {
        check(noClasses().should().dependOnClassesThat().resideInAnyPackage(OF_THE_DEMO));
    }

    /** Anybody may write large objects, and hundreds of them: what reads them is in one place, and bounded there. */
    @Test
    void onlyOnePlaceReadsObjectsOfTheApiServer() {
        check(noClasses()
                .that()
                .resideInAnyPackage(
                        tree("store"), tree("mesh"), tree("controller"), tree("web"), tree("telemetry"), tree("probe"))
                .should()
                .callMethodWhere(target(owner(resideInAnyPackage("io.fabric8.kubernetes.client.dsl..")))
                        .and(target(name("list")).or(target(name("get"))).or(target(name("items")))))
                .orShould()
                .callMethodWhere(target(owner(resideInAnyPackage("io.fabric8.kubernetes.client.dsl..")))
                        .and(target(name("runnableInformer"))
                                .or(target(name("inform")))
                                .or(target(name("watch"))))));
    }

    @Test
    void everyPackageIsNullMarked() {
        assertThat(CLASSES)
                .extracting(JavaClass::getPackage)
                .allMatch(room -> room.isAnnotatedWith(NullMarked.class), "@NullMarked in package-info.java");
    }

    @Test
    void noSimpleNameStandsTwice() {
        Map<String, List<String>> names = CLASSES.stream()
                .filter(one -> one.isTopLevelClass() && !one.getSimpleName().equals("package-info"))
                .collect(groupingBy(JavaClass::getSimpleName, mapping(JavaClass::getName, toList())));

        assertThat(names).allSatisfy((_, where) -> assertThat(where).hasSize(1));
    }

    private static void check(ArchRule rule) {
        rule.allowEmptyShould(true).check(CLASSES);
    }

    private static String[] forbiddenTo(String room) {
        return Stream.concat(
                        Stream.of(ROOT),
                        HOUSE.keySet().stream()
                                .filter(other -> !other.equals(room))
                                .filter(other ->
                                        !HOUSE.getOrDefault(room, Set.of()).contains(other))
                                .map(HouseTest::tree))
                .toArray(String[]::new);
    }

    private static String tree(String room) {
        return ROOT + "." + room + "..";
    }
}
