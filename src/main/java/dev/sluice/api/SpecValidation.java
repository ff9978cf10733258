package dev.sluice.api;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Checks and defaults shared by the policy records. */
final class SpecValidation {
    private static final String EMPTY = "is empty; write a value or take the line out";

    private SpecValidation() {}

    static <T> T orElse(@Nullable T value, T byDefault) {
        return value == null ? byDefault : value;
    }

    static <T> List<T> copy(@Nullable List<T> list, List<T> byDefault, String field) {
        if (list == null) {
            return byDefault;
        }
        for (int i = 0; i < list.size(); i++) {
            that(list.get(i) != null, field + "[" + i + "]", EMPTY);
        }
        return List.copyOf(list);
    }

    static <V> Map<String, V> copy(@Nullable Map<String, V> map, String field) {
        if (map == null) {
            return Map.of();
        }
        map.forEach((key, value) -> that(value != null, field + "." + key, EMPTY));
        return Map.copyOf(map);
    }

    static void that(boolean holds, String field, String problem) {
        if (!holds) {
            throw new InvalidPolicyException(field, problem);
        }
    }

    /** What is longer is not looked into. */
    static void fits(String text, int most, String field) {
        that(text.length() <= most, field, "has " + text.length() + " characters; it may have " + most);
    }

    /** What is sent as the host of a request, or nothing. */
    static void authority(String host, String field) {
        fits(host, KubernetesNames.LONGEST_OBJECT, field);
        that(
                KubernetesNames.authority(host),
                field,
                "is \"" + TextSanitizer.quoted(host) + "\"; write the name of a host");
    }

    /** What is sent as the path of a request. */
    static void path(String path, String field) {
        fits(path, KubernetesNames.LONGEST_PATH, field);
        String is = "is \"" + TextSanitizer.quoted(path) + "\"; write ";
        that(path.startsWith("/"), field, is + "a path that starts with /");
        that(
                KubernetesNames.path(path),
                field,
                is + "what is no visible ASCII character as a URL does, a blank as %20");
    }

    static void fits(List<String> texts, int most, int mostEach, String field) {
        that(texts.size() <= most, field, "has " + texts.size() + " entries; it may have " + most);
        for (int i = 0; i < texts.size(); i++) {
            fits(texts.get(i), mostEach, field + "[" + i + "]");
        }
    }

    static void between(double value, double low, double high, String field) {
        that(
                value >= low && value <= high,
                field,
                "is " + plain(value) + "; it goes from " + plain(low) + " to " + plain(high));
    }

    static void between(Duration value, Duration low, Duration high, String field) {
        that(
                value.compareTo(low) >= 0 && value.compareTo(high) <= 0,
                field,
                "is " + GoDuration.format(value) + "; it goes from " + GoDuration.format(low) + " to "
                        + GoDuration.format(high));
    }

    /** A multiple of what blue shows; 0 switches the comparison off. */
    static void timesOrOff(double value, String field) {
        that(
                value == 0 || (value >= 1 && value <= 100),
                field,
                "is " + plain(value) + "; it goes from 1 to 100, or is 0 for any");
    }

    private static String plain(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }
}
