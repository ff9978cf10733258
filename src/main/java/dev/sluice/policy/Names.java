package dev.sluice.policy;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Names as the API server gives them. A client puts a name into a path as it is, so anything else would lead to another object. */
public final class Names {
    private static final String LABEL = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
    /** The same guards the schema. */
    public static final String OBJECT_PATTERN = "^" + LABEL + "([.]" + LABEL + ")*$";

    /** Characters of an object's name at most. */
    public static final int LONGEST_OBJECT = 253;

    private static final Pattern NAMESPACE = Pattern.compile(LABEL);
    private static final Pattern OBJECT = Pattern.compile(OBJECT_PATTERN);
    private static final int LONGEST_NAMESPACE = 63;

    private Names() {}

    /** Whether there can be a namespace of this name. */
    public static boolean namespace(String name) {
        return name.length() <= LONGEST_NAMESPACE && NAMESPACE.matcher(name).matches();
    }

    /** Whether there can be an object of this name. */
    public static boolean object(@Nullable String name) {
        return name != null
                && name.length() <= LONGEST_OBJECT
                && OBJECT.matcher(name).matches();
    }
}
