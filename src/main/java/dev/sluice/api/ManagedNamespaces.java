package dev.sluice.api;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Where Sluice looks: into every namespace, or into those alone that the operator lists. Where it is let into some only, each list and watch
 * is made of these one by one, since a request for all of them would be refused.
 *
 * @param apps namespaces whose policies are followed and whose objects are written; empty for all
 * @param gateways namespaces whose pods may be the gateways of every Gateway; only read
 * @param others further ones whose Gateways, gateways or VirtualServices apps may depend on; only read
 */
public record ManagedNamespaces(List<String> apps, List<String> gateways, List<String> others) {
    /** What the setting is called. */
    public static final String SETTING = "SLUICE_NAMESPACES";

    /** All of them. */
    public static final ManagedNamespaces ALL = new ManagedNamespaces(List.of(), List.of(), List.of());

    private static final String EVERY = "*";

    /**
     * Checks and copies; {@code *} among the apps stands for all, among the others for the apps.
     *
     * @throws IllegalArgumentException when one is no name of a namespace; the message names the setting
     */
    public ManagedNamespaces {
        apps = apps.contains(EVERY) ? List.of() : distinct(apps.stream());
        apps.stream()
                .filter(Predicate.not(KubernetesNames::namespace))
                .findFirst()
                .ifPresent(wrong -> {
                    throw new IllegalArgumentException(
                            SETTING + ": " + (wrong.isEmpty() ? "nothing" : TextSanitizer.quoted(wrong))
                                    + " is no name of a namespace; write names with commas between them, or nothing for all namespaces");
                });
        gateways = apps.isEmpty() ? List.of() : named(gateways, apps);
        others = apps.isEmpty() ? List.of() : named(others, apps);
    }

    private static List<String> named(List<String> some, List<String> apps) {
        return distinct(some.stream().flatMap(one -> one.equals(EVERY) ? apps.stream() : Stream.of(one)));
    }

    private static List<String> distinct(Stream<String> names) {
        return names.distinct().toList();
    }

    /** Whether no namespace is left out. */
    public boolean all() {
        return apps.isEmpty();
    }

    /** Whether policies of a namespace are followed. */
    public boolean manage(String namespace) {
        return all() || apps.contains(namespace);
    }

    /** Whether objects of a namespace are read. */
    public boolean read(String namespace) {
        return all() || read().contains(namespace);
    }

    /** Every namespace that is read; none where all are. */
    public List<String> read() {
        return distinct(Stream.of(apps, gateways, others).flatMap(List::stream));
    }

    /** Those that are read and not managed; none where all are managed. */
    public List<String> onlyRead() {
        return read().stream().filter(Predicate.not(apps::contains)).toList();
    }

    /** Something of all namespaces whose policies are followed: made once for all of them, or once for each. */
    public <T> List<T> ofApps(Supplier<? extends T> all, Function<String, ? extends T> each) {
        return of(apps, all, each);
    }

    /** Something of all namespaces that are read. */
    public <T> List<T> ofRead(Supplier<? extends T> all, Function<String, ? extends T> each) {
        return of(read(), all, each);
    }

    /** Something of all namespaces that are read and that somebody asks for. */
    public <T> List<T> ofRead(Predicate<String> asked, Supplier<? extends T> all, Function<String, ? extends T> each) {
        return of(read().stream().filter(asked).toList(), all, each);
    }

    /**
     * Something of all namespaces in which a Gateway's pods may be.
     *
     * @param home the Gateway's own namespace
     */
    public <T> List<T> ofGateways(String home, Supplier<? extends T> all, Function<String, ? extends T> each) {
        Set<String> places = new LinkedHashSet<>(gateways);
        places.add(home);
        return of(places.stream().filter(this::read).toList(), all, each);
    }

    private <T> List<T> of(List<String> some, Supplier<? extends T> all, Function<String, ? extends T> each) {
        return all() ? List.of(all.get()) : some.stream().<T>map(each).toList();
    }
}
