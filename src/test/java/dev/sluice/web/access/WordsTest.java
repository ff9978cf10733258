package dev.sluice.web.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.TextSanitizer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Text from outside becomes no command, no way out and no line of its own. */
final class WordsTest {
    @ParameterizedTest
    @ValueSource(strings = {"//evil", "/\\evil", "https://evil", "javascript:x", "", "evil", "/a\nb", "/ä"})
    void wayOutLeadsHome(String way) {
        assertThat(SafeRedirects.inside(way)).isEqualTo("/");
    }

    @Test
    void wayInsideIsKept() {
        assertThat(SafeRedirects.inside("/namespaces/a/rollouts/b?x=1&y=%20"))
                .isEqualTo("/namespaces/a/rollouts/b?x=1&y=%20");
        assertThat(SafeRedirects.toLogin("/a?b=1&c=2")).isEqualTo("/login?next=%2Fa%3Fb%3D1%26c%3D2");
    }

    @Test
    void nameIsOneWordOfACommand() {
        assertThat(PermissionDeniedException.word("alice@corp.example")).isEqualTo("alice@corp.example");
        assertThat(PermissionDeniedException.word("x'; rm -rf ~; '")).isEqualTo("'x'\\''; rm -rf ~; '\\'''");
    }

    @Test
    void nameIsOneLine() {
        assertThat(TextSanitizer.name("a\nb\u001b[31m\u202e")).isEqualTo("a?b?[31m?");
        assertThat(TextSanitizer.name("x".repeat(500))).hasSize(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/", "/api/v1/me", "/assetsx", "/loginx", "/login/else", "/metrics", "/health", "/anything"})
    void pathThatNobodyThoughtOfIsGuarded(String path) {
        assertThat(RouteAccess.of(path)).isEqualTo(RouteAccess.Guarded);
    }
}
