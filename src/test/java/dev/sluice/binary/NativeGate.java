package dev.sluice.binary;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaParameterizedType;
import io.quarkus.runtime.annotations.RegisterResources;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What is missing in a native binary, told from the classes and the files alone; see docs/native.md. */
final class NativeGate {
    /** Files that Quarkus takes into the binary by itself. */
    private static final List<String> QUARKUS = List.of("templates/**", "META-INF/resources/**");

    /** Read while the binary is made, and never by it. */
    private static final Set<String> BUILD_TIME = Set.of("application.properties");

    private static final Set<String> HANDLERS = Set.of(
            "io.fabric8.kubernetes.client.informers.ResourceEventHandler", "io.fabric8.kubernetes.client.Watcher");
    private static final Set<String> NARROW =
            Set.of("java.lang.Object", "io.fabric8.kubernetes.api.model.GenericKubernetesResource");

    private static final String CLIENT_BUILDER = "io.fabric8.kubernetes.client.KubernetesClientBuilder";
    private static final String PICOCLI = "picocli.CommandLine$";

    private NativeGate() {}

    /** The types that are read by name and registered by nobody, each with what is read where and the cure. */
    static List<String> forgottenTypes(JavaClasses classes) {
        Map<String, String> touched = new TreeMap<>(Touched.by(classes));
        touched.keySet().removeAll(Registered.in(classes));
        return touched.entrySet().stream()
                .map(one -> one.getKey() + " is read by name in " + one.getValue()
                        + " and a native binary does not know it: annotate it with @RegisterForReflection")
                .toList();
    }

    /** The files that no class registers, each with the cure. */
    static List<String> forgottenFiles(JavaClasses classes, Collection<String> files) {
        Set<String> globs = new TreeSet<>(QUARKUS);
        classes.stream()
                .flatMap(type -> type.tryGetAnnotationOfType(RegisterResources.class).stream())
                .forEach(annotation -> globs.addAll(List.of(annotation.globs())));
        return files.stream()
                .filter(file -> !BUILD_TIME.contains(file))
                .filter(file -> globs.stream()
                        .noneMatch(glob -> FileSystems.getDefault()
                                .getPathMatcher("glob:" + glob)
                                .matches(Path.of(file))))
                .map(file -> file + " is not in a native binary: put @RegisterResources on the class that reads it")
                .toList();
    }

    /** The classes with options, arguments or commands that the annotation processor's list lacks. */
    static List<String> forgottenCommands(JavaClasses classes, Set<String> listed) {
        return classes.stream()
                .filter(NativeGate::isOfACommand)
                .map(JavaClass::getName)
                .filter(name -> !listed.contains(name))
                .sorted()
                .toList();
    }

    /**
     * The handlers by which a binary would grow: Quarkus registers whatever the type that a handler is told of leads to, with all methods.
     * A Deployment leads to every builder of a pod's parts, and HasMetadata to every kind that there is.
     */
    static List<String> broadHandlers(JavaClasses classes) {
        return classes.stream()
                .flatMap(type -> type.getInterfaces().stream()
                        .filter(each -> HANDLERS.contains(each.toErasure().getName()))
                        .flatMap(each -> ((JavaParameterizedType) each).getActualTypeArguments().stream())
                        .map(told -> told.toErasure().getName())
                        .filter(told -> !NARROW.contains(told))
                        .map(told -> type.getName() + " brings whatever " + told
                                + " leads to into a native binary: give it a type parameter without a bound"))
                .sorted()
                .toList();
    }

    /** The clients that would learn, at each start, the types of the API that a binary knows from the beginning. */
    static List<String> forgetfulClients(JavaClasses classes) {
        return classes.stream()
                .filter(type -> builds(type, "build") && !builds(type, "withKubernetesSerialization"))
                .map(type -> type.getName() + " makes a client that learns by reflection what it reads:"
                        + " give it ApiSerialization.shared()")
                .sorted()
                .toList();
    }

    private static boolean builds(JavaClass type, String method) {
        return type.getMethodCallsFromSelf().stream()
                .anyMatch(call -> call.getName().equals(method)
                        && call.getTargetOwner().getName().equals(CLIENT_BUILDER));
    }

    /** The files of ours that are packed, by their names in the jar. */
    static List<String> packed() {
        return Stream.of(files("src/main/resources", ""), files("kubernetes", "META-INF/sluice/kubernetes/"))
                .flatMap(Set::stream)
                .sorted()
                .toList();
    }

    private static boolean isOfACommand(JavaClass type) {
        return Stream.concat(
                        type.getAnnotations().stream(),
                        type.getFields().stream().flatMap(field -> field.getAnnotations().stream()))
                .anyMatch(annotation -> annotation.getRawType().getName().startsWith(PICOCLI));
    }

    private static Set<String> files(String folder, String packedAs) {
        Path root = Path.of(folder);
        try (Stream<Path> all = Files.walk(root)) {
            return all.filter(Files::isRegularFile)
                    .map(file -> packedAs + root.relativize(file).toString().replace('\\', '/'))
                    .collect(Collectors.toSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
