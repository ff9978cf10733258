package dev.sluice.traffic.istio;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IstioHostTest {
    @ParameterizedTest
    @CsvSource({
        "shop, shop",
        "shop, shop.ns.svc.cluster.local",
        "shop.ns.svc.cluster.local, shop",
        "shop.ns.svc, shop.ns.svc.cluster.local",
        "shop.other.svc.cluster.local, shop.other.svc",
        "shop.example.com, shop.example.com"
    })
    void knowsAServiceByEachOfItsNames(String a, String b) {
        assertThat(IstioHost.same(a, b, "ns")).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "shop, cart",
        "shop, shop.other.svc.cluster.local",
        "shop.ns.svc.cluster.local, shop.other.svc.cluster.local",
        "shop, shop.ns.svc.evil.test",
        "shop, shop.ns.svc.cluster.local.evil.test",
        "shop, shop.example.com",
        "shop.example.com, cart.example.com"
    })
    void tellsServicesApart(String a, String b) {
        assertThat(IstioHost.same(a, b, "ns")).isFalse();
    }
}
