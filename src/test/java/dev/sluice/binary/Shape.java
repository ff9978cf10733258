package dev.sluice.binary;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import java.util.Set;

/** What a type is made of, as far as it is ours: the types of its fields, and of theirs. */
final class Shape {
    private static final String OURS = "dev.sluice.";

    private Shape() {}

    /** Adds its name and the names of what it is made of. */
    static void add(JavaClass type, Set<String> names) {
        if (type.isArray()) {
            add(type.getBaseComponentType(), names);
        } else if (type.getName().startsWith(OURS) && !hasNoShape(type) && names.add(type.getName())) {
            type.getFields().stream()
                    .filter(field -> !field.getModifiers().contains(JavaModifier.STATIC))
                    .map(field -> field.getType())
                    .map(JavaType::getAllInvolvedRawTypes)
                    .flatMap(Set::stream)
                    .forEach(one -> add(one, names));
        }
    }

    private static boolean hasNoShape(JavaClass type) {
        return type.isInterface() || type.isAssignableTo(Throwable.class);
    }
}
