package dev.sluice.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RouteMatchTest {
    private static final ProxyRequest CALL =
            new ProxyRequest("GET", "Shop.Example:8080", "/api/items?q=1", Map.of("X-Pin", "secret", "agent", "a b c"));

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {}                                                              | true
            match: [{headers: {x-pin: {exact: secret}}}]                    | true
            match: [{headers: {x-pin: {exact: other}}}]                     | false
            match: [{headers: {x-pin: {}}}]                                 | true
            match: [{headers: {absent: {}}}]                                | false
            match: [{headers: {agent: {prefix: a}}}]                        | true
            match: [{headers: {agent: {regex: 'a .* c'}}}]                  | true
            match: [{headers: {agent: {regex: 'a'}}}]                       | false
            match: [{withoutHeaders: {x-pin: {exact: secret}}}]             | false
            match: [{withoutHeaders: {x-pin: {exact: other}}}]              | true
            match: [{withoutHeaders: {absent: {}}}]                         | true
            match: [{uri: {exact: /api/items}}]                             | true
            match: [{uri: {prefix: /api}}]                                  | true
            match: [{uri: {regex: '/api/[a-z]+'}}]                          | true
            match: [{uri: {exact: /api}}]                                   | false
            match: [{method: {exact: POST}}]                                | false
            match: [{method: {exact: GET}, uri: {prefix: /api}}]            | true
            match: [{method: {exact: GET}, uri: {prefix: /other}}]          | false
            match: [{uri: {prefix: /other}}, {authority: {prefix: shop.}}]  | true
            """)
    void routeTakesTheCall(String route, boolean taken) {
        assertThat(RouteMatch.takes(Yaml.read(route), CALL)).isEqualTo(taken);
    }

    @Test
    void onlyARouteWithoutConditionsTakesEverything() {
        assertThat(RouteMatch.isCatchAll(Yaml.read("{}"))).isTrue();
        assertThat(RouteMatch.isCatchAll(Yaml.read("match: [{uri: {prefix: /}}]")))
                .isTrue();
        assertThat(RouteMatch.isCatchAll(Yaml.read("match: [{uri: {prefix: /}, method: {exact: GET}}]")))
                .isFalse();
    }
}
