package dev.sluice;

import static com.tngtech.archunit.base.DescribedPredicate.not;
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

import com.tngtech.archunit.base.DescribedPredicate;
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
    private static final String[] CORE = {"api", "analysis", "rollout"};
    private static final String[] CORE_AND_KUBERNETES = {"api", "analysis", "rollout", "kubernetes"};
    private static final String[] CONTROLLED = {
        "api", "analysis", "rollout", "kubernetes", "traffic", "evidence", "workload", "replay"
    };

    /** Each package and the packages of ours that it may import, besides itself. */
    private static final Map<String, Set<String>> HOUSE = Map.ofEntries(
            Map.entry("api", Set.of()),
            Map.entry("analysis", Set.of("api")),
            Map.entry("rollout", Set.of("api", "analysis")),
            Map.entry("kubernetes", Set.of(CORE)),
            Map.entry("traffic", Set.of(CORE_AND_KUBERNETES)),
            Map.entry("evidence", Set.of("api", "analysis", "rollout", "kubernetes", "traffic")),
            Map.entry("workload", Set.of(CORE_AND_KUBERNETES)),
            Map.entry("replay", Set.of(CORE)),
            Map.entry("controller", Set.of(CONTROLLED)),
            Map.entry("notification", Set.of(CORE_AND_KUBERNETES)),
            Map.entry(
                    "observability",
                    Set.of("api", "analysis", "rollout", "kubernetes", "traffic", "evidence", "notification")),
            Map.entry("view", Set.of("api", "analysis", "rollout", "kubernetes", "replay")),
            Map.entry("web", Set.of("api", "analysis", "rollout", "kubernetes", "workload", "view")),
            Map.entry(
                    "cli",
                    Set.of(
                            "api",
                            "analysis",
                            "rollout",
                            "kubernetes",
                            "traffic",
                            "evidence",
                            "workload",
                            "replay",
                            "view",
                            "notification")));

    /** What reads the API server for everybody, bounded. */
    private static final Set<String> READERS = Set.of("ApiReader", "PagedInformers", "PagedLister", "ApiLeases");

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
    void seamsKnowNoAdapterAndAdaptersKnowNotEachOther() {
        check(noClasses()
                .that()
                .resideInAPackage(ROOT + ".traffic")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(tree("traffic.istio")));
        check(noClasses()
                .that()
                .resideInAPackage(ROOT + ".evidence")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(tree("evidence.probe"), tree("evidence.gateway")));
        check(noClasses()
                .that()
                .resideInAPackage(tree("evidence.probe"))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(tree("evidence.gateway"), tree("traffic")));
        check(noClasses()
                .that()
                .resideInAPackage(tree("evidence.gateway"))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(tree("evidence.probe")));
    }

    @Test
    void theCoreIsPure() {
        check(noClasses()
                .that()
                .resideInAnyPackage(tree("rollout"), tree("analysis"), tree("replay"))
                .should()
                .dependOnClassesThat(resideOutsideOfPackages(PURE)));
    }

    @Test
    void theCoreIsToldTheTime() {
        check(noClasses()
                .that()
                .resideInAnyPackage(tree("rollout"), tree("analysis"), tree("api"), tree("replay"))
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
                        tree("kubernetes"),
                        tree("workload"),
                        tree("traffic"),
                        tree("evidence"),
                        tree("controller"),
                        tree("web"),
                        tree("observability"))
                .and(not(inOneOf(READERS)))
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

    private static DescribedPredicate<JavaClass> inOneOf(Set<String> names) {
        return DescribedPredicate.describe(
                "inside one of " + names,
                one -> names.contains(one.getBaseComponentType().getName().replaceAll("^.*\\.|\\$.*$", "")));
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
