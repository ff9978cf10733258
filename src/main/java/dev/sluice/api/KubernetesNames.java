package dev.sluice.api;

import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Names as the API server gives them. A client puts a name into a path as it is, so anything else would lead to another object. */
public final class KubernetesNames {
    private static final String LABEL = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
    /** The same guards the schema. */
    public static final String OBJECT_PATTERN = "^" + LABEL + "([.]" + LABEL + ")*$";

    /** What a request may name as its host: nothing that ends a line or begins another header. */
    public static final String AUTHORITY_PATTERN = "^[A-Za-z0-9._*:\\[\\]-]*$";

    /** What a request may ask for: no blank, no line break, nothing that a URL writes with a percent sign. */
    public static final String PATH_PATTERN = "^/[!-~]*$";

    /** The same, or nothing. */
    public static final String PATH_OR_NONE = "^(/[!-~]*)?$";

    /** Characters of a path at most. */
    public static final int LONGEST_PATH = 2_000;

    /** Characters of a label's value at most. */
    public static final int LONGEST_LABEL_VALUE = 63;

    /** The name under which Sluice writes fields, which the API server keeps with each object. */
    public static final String FIELD_MANAGER = "sluice";

    /** Characters of an object's name at most. */
    public static final int LONGEST_OBJECT = 253;

    private static final Pattern NAMESPACE = Pattern.compile(LABEL);
    private static final Pattern AUTHORITY = Pattern.compile(AUTHORITY_PATTERN);
    private static final Pattern PATH = Pattern.compile(PATH_PATTERN);
    private static final Pattern OBJECT = Pattern.compile(OBJECT_PATTERN);
    private static final int LONGEST_NAMESPACE = 63;
    /** Parts of {@code service.namespace.svc}. */
    private static final int SERVICE = 3;

    private KubernetesNames() {}

    /** Whether there can be a namespace of this name. */
    public static boolean namespace(String name) {
        return name.length() <= LONGEST_NAMESPACE && NAMESPACE.matcher(name).matches();
    }

    /** Why a policy cannot have this name though an object can, with the cure; empty when it can. */
    public static Optional<String> policyProblem(String name) {
        return name.length() <= LONGEST_LABEL_VALUE
                ? Optional.empty()
                : Optional.of("metadata.name has " + name.length() + " characters; write at most " + LONGEST_LABEL_VALUE
                        + ", since it is the value of a label on its Rollouts");
    }

    /** Whether a request may name this as its host. A client puts it into the request as it is. */
    public static boolean authority(String host) {
        return host.length() <= LONGEST_OBJECT && AUTHORITY.matcher(host).matches();
    }

    /** Whether a request may ask for this path. A client puts it into the request line as it is. */
    public static boolean path(String path) {
        return path.length() <= LONGEST_PATH && PATH.matcher(path).matches();
    }

    /** The namespace of the Service for which a host stands by its long name, in whatever domain; empty for any other host. */
    public static Optional<String> serviceNamespace(String host) {
        String[] parts = host.split("\\.", SERVICE + 1);
        return parts.length >= SERVICE && parts[2].equals("svc") ? Optional.of(parts[1]) : Optional.empty();
    }

    /** Whether there can be an object of this name. */
    public static boolean object(@Nullable String name) {
        return name != null
                && name.length() <= LONGEST_OBJECT
                && OBJECT.matcher(name).matches();
    }
}
