package dev.sluice.web.access;

import java.util.Set;

/** What a path leads to. A path that nobody thought of is guarded. */
enum RouteAccess {
    /** The demo's own: not the dashboard's. */
    Machine,
    /** Says nothing of the cluster: the sign-in, scripts and styles. */
    Open,
    /** Only for visitors. */
    Guarded;

    private static final Set<String> SIGN_IN = Set.of(SafeRedirects.LOGIN, SafeRedirects.PROVIDER, "/favicon.ico");

    static RouteAccess of(String path) {
        if (within(path, "/local")) {
            return Machine;
        }
        return SIGN_IN.contains(path) || within(path, "/assets") ? Open : Guarded;
    }

    private static boolean within(String path, String root) {
        return path.equals(root) || path.startsWith(root + "/");
    }
}
