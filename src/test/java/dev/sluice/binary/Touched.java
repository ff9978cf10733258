package dev.sluice.binary;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.core.domain.ReferencedClassObject;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.quarkus.qute.Template;
import io.quarkus.qute.TemplateInstance;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The types of ours that are read or written by their names: by Jackson, the Kubernetes client and templates that name no types. Found
 * where a method hands something over to them, by the data that it was given, makes and names: of a value alone nobody knows the type.
 */
final class Touched {
    private static final Set<String> READERS = Set.of(
            ObjectMapper.class.getName(),
            ObjectReader.class.getName(),
            ObjectWriter.class.getName(),
            Serialization.class.getName(),
            KubernetesSerialization.class.getName(),
            KubernetesClient.class.getName(),
            Response.class.getName(),
            Response.ResponseBuilder.class.getName(),
            Template.class.getName(),
            TemplateInstance.class.getName(),
            "dev.sluice.kubernetes.JsonMappers");

    private static final Set<String> READS = Set.of(
            "writeValueAsString",
            "writeValueAsBytes",
            "writeValue",
            "valueToTree",
            "convertValue",
            "treeToValue",
            "readValue",
            "readValues",
            "readerFor",
            "forType",
            "unmarshal",
            "asJson",
            "asYaml",
            "resources",
            "ok",
            "entity",
            "data",
            "tree",
            "map",
            "optional");

    /** What such methods are given for other ends than to hand it over. */
    private static final Map<String, String> NOT_HANDED_OVER = Map.of(
            "dev.sluice.cli.PlannedPolicy", "nodes are made of it by hand",
            "dev.sluice.cli.doctor.CheckReport$Output", "chooses between JSON and YAML",
            "dev.sluice.cli.text.OutputFormat", "chooses between JSON and YAML",
            "dev.sluice.cli.text.TerminalOutput", "how wide the table is",
            "dev.sluice.cli.install.KustomizeReader", "a file is found from it",
            "dev.sluice.notify.Notification", "a map is made of it for the templates",
            "dev.sluice.kubernetes.RolloutStatusUpdate", "a RolloutStatus is made of it",
            "dev.sluice.kubernetes.StoredPolicy", "its raw object and its PolicyStatus are handed over",
            "dev.sluice.kubernetes.StoredRollout", "its raw object, RolloutSpec and RolloutStatus are handed over");

    private Touched() {}

    /** Their names, those of what they are made of included, and for each the method that shows it. */
    static Map<String, String> by(JavaClasses classes) {
        Map<String, String> found = new TreeMap<>();
        classes.stream()
                .flatMap(one -> one.getCodeUnits().stream())
                .filter(Touched::handsOver)
                .forEach(code -> mentioned(code).forEach(type -> {
                    Set<String> names = new TreeSet<>();
                    Shape.add(type, names);
                    names.forEach(name -> found.putIfAbsent(name, code.getFullName()));
                }));
        classes.stream()
                .flatMap(one -> one.getMembers().stream())
                .forEach(member -> helpers(member).forEach(type -> found.putIfAbsent(type, member.getFullName())));
        return found;
    }

    /** What Jackson makes of a class by its name, since an annotation names it. Quarkus finds readers and writers by itself, no others. */
    private static Stream<String> helpers(JavaMember member) {
        return member.getAnnotations().stream()
                .filter(annotation ->
                        annotation.getRawType().getPackageName().equals(JsonInclude.class.getPackageName()))
                .flatMap(annotation -> annotation.getProperties().values().stream())
                .flatMap(value -> value instanceof JavaClass type ? Stream.of(type.getName()) : Stream.of())
                .filter(name -> name.startsWith("dev.sluice."));
    }

    private static boolean handsOver(JavaCodeUnit code) {
        return code.getMethodCallsFromSelf().stream().anyMatch(Touched::reads);
    }

    private static boolean reads(JavaMethodCall call) {
        JavaClass owner = call.getTargetOwner();
        return READS.contains(call.getName())
                && Stream.of(
                                Stream.of(owner),
                                owner.getAllRawSuperclasses().stream(),
                                owner.getAllRawInterfaces().stream())
                        .flatMap(types -> types)
                        .anyMatch(one -> READERS.contains(one.getName()));
    }

    private static Stream<JavaClass> mentioned(JavaCodeUnit code) {
        Stream<JavaClass> given = code.getParameterTypes().stream()
                .map(JavaType::getAllInvolvedRawTypes)
                .flatMap(Set::stream);
        Stream<JavaClass> named = code.getReferencedClassObjects().stream().map(ReferencedClassObject::getRawType);
        Stream<JavaClass> made = code.getConstructorCallsFromSelf().stream().map(JavaAccess::getTargetOwner);
        return Stream.concat(named, Stream.concat(given, made).filter(type -> type.isRecord() || type.isEnum()))
                .filter(type -> !NOT_HANDED_OVER.containsKey(type.getName()));
    }
}
