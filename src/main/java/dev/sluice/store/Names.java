package dev.sluice.store;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Names as the API server gives them. A client puts a name into a path as it is, so anything else would lead to another object. */
final class Names {
    private static final String LABEL = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
    private static final Pattern NAMESPACE = Pattern.compile(LABEL);
    private static final Pattern OBJECT = Pattern.compile(LABEL + "(\\." + LABEL + ")*");
    private static final int LONGEST_NAMESPACE = 63;
    private static final int LONGEST_OBJECT = 253;

    private Names() {}

    /** Whether there can be a namespace of this name. */
    static boolean namespace(String name) {
        return name.length() <= LONGEST_NAMESPACE && NAMESPACE.matcher(name).matches();
    }

    /** Whether there can be an object of this name. */
    static boolean object(@Nullable String name) {
        return name != null
                && name.length() <= LONGEST_OBJECT
                && OBJECT.matcher(name).matches();
    }
}
