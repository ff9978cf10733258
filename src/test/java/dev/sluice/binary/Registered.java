package dev.sluice.binary;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaParameterizedType;
import com.tngtech.archunit.core.domain.JavaType;
import io.fabric8.kubernetes.client.CustomResource;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The types of ours that a native binary knows by their names: those that say so, and those that Quarkus finds by itself. */
final class Registered {
    private Registered() {}

    /** Their names. */
    static Set<String> in(JavaClasses classes) {
        Set<String> names = new TreeSet<>();
        classes.stream()
                .filter(type -> type.isAnnotatedWith(RegisterForReflection.class))
                .forEach(type -> names.add(type.getName()));
        classes.stream()
                .filter(type -> type.isAssignableTo(CustomResource.class))
                .flatMap(Registered::kind)
                .forEach(type -> Shape.add(type, names));
        classes.stream()
                .filter(type -> type.isAnnotatedWith(Path.class))
                .flatMap(type -> type.getMethods().stream())
                .filter(method -> method.isMetaAnnotatedWith(HttpMethod.class))
                .flatMap(Registered::signature)
                .forEach(type -> Shape.add(type, names));
        return names;
    }

    /** A kind of the Kubernetes API, with its specification and its status. */
    private static Stream<JavaClass> kind(JavaClass type) {
        return Stream.concat(
                Stream.of(type),
                type.getSuperclass().stream()
                        .filter(JavaParameterizedType.class::isInstance)
                        .flatMap(parent -> parent.getAllInvolvedRawTypes().stream()));
    }

    /** What an endpoint takes and gives. */
    private static Stream<JavaClass> signature(JavaMethod method) {
        return Stream.concat(Stream.of(method.getReturnType()), method.getParameterTypes().stream())
                .map(JavaType::getAllInvolvedRawTypes)
                .flatMap(Set::stream);
    }
}
