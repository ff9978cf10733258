package dev.sluice.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Where Sluice looks. */
final class ManagedNamespacesTest {
    private static final ManagedNamespaces SOME =
            new ManagedNamespaces(List.of("shop", "pay"), List.of("istio-system"), List.of("platform", "shop"));

    @Test
    void asksOnceForAllWhereAllAreMeant() {
        assertThat(ManagedNamespaces.ALL.<String>ofApps(() -> "all", one -> one))
                .containsExactly("all");
        assertThat(ManagedNamespaces.ALL.<String>ofRead(() -> "all", one -> one))
                .containsExactly("all");
        assertThat(ManagedNamespaces.ALL.<String>ofGateways("shop", () -> "all", one -> one))
                .containsExactly("all");
        assertThat(ManagedNamespaces.ALL.manage("any")).isTrue();
        assertThat(ManagedNamespaces.ALL.read("any")).isTrue();
        assertThat(ManagedNamespaces.ALL.onlyRead()).isEmpty();
    }

    @Test
    void asksForEachWhereSomeAreMeant() {
        assertThat(SOME.<String>ofApps(() -> "all", one -> one)).containsExactly("shop", "pay");
        assertThat(SOME.<String>ofRead(() -> "all", one -> one))
                .containsExactly("shop", "pay", "istio-system", "platform");
        assertThat(SOME.<String>ofRead("pay"::equals, () -> "all", one -> one)).containsExactly("pay");
        assertThat(SOME.onlyRead()).containsExactly("istio-system", "platform");
        assertThat(SOME.manage("platform")).isFalse();
        assertThat(SOME.read("platform")).isTrue();
        assertThat(SOME.read("other")).isFalse();
    }

    @Test
    void looksForPodsOfAGatewayWhereGatewaysAreAndWhereItIs() {
        assertThat(SOME.<String>ofGateways("shop", () -> "all", one -> one)).containsExactly("istio-system", "shop");
        assertThat(SOME.<String>ofGateways("other", () -> "all", one -> one)).containsExactly("istio-system");
    }

    @Test
    void takesAStarForAllOrForTheAppsWhereOnlySomeMayBeRead() {
        assertThat(new ManagedNamespaces(List.of("*"), List.of("edge"), List.of()))
                .isEqualTo(ManagedNamespaces.ALL);
        assertThat(new ManagedNamespaces(List.of("shop"), List.of("*"), List.of()).gateways())
                .containsExactly("shop");
    }

    @Test
    void namesTheSettingOfAWrongName() {
        assertThatThrownBy(() -> new ManagedNamespaces(List.of("Shop"), List.of(), List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("SLUICE_NAMESPACES: Shop is no name of a namespace");
    }
}
