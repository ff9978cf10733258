package dev.sluice.web.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.kubernetes.KubernetesUser;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The flags of kube-apiserver, and what they make of a token. */
final class OidcClaimMapperTest {
    private static final String ISSUER = "https://id.example";

    @Test
    void nameHasTheIssuerBeforeItUnlessItIsAnAddress() {
        assertThat(read("sub", null, "{\"sub\": \"42\"}").name()).isEqualTo("https://id.example#42");
        assertThat(read("email", null, "{\"email\": \"a@b.example\"}").name()).isEqualTo("a@b.example");
    }

    @Test
    void prefixIsPutBeforeTheNameAndADashIsNone() {
        assertThat(read("sub", "corp:", "{\"sub\": \"42\"}").name()).isEqualTo("corp:42");
        assertThat(read("sub", "-", "{\"sub\": \"42\"}").name()).isEqualTo("42");
    }

    @Test
    void groupsAreAListOrOneWord() {
        assertThat(read("sub", "-", "{\"sub\": \"1\", \"groups\": [\"a\", \"b\"]}")
                        .groups())
                .containsExactly("g:a", "g:b", "system:authenticated");
        assertThat(read("sub", "-", "{\"sub\": \"1\", \"groups\": \"a\"}").groups())
                .containsExactly("g:a", "system:authenticated");
        assertThat(read("sub", "-", "{\"sub\": \"1\"}").groups()).containsExactly("system:authenticated");
    }

    @Test
    void nobodyBecomesPartOfKubernetesByAToken() throws JsonProcessingException {
        assertThatThrownBy(() -> read("sub", "-", "{\"sub\": \"system:admin\"}"))
                .isInstanceOf(PermissionDeniedException.class);
        OidcClaimMapper bare = new OidcClaimMapper(ISSUER, "sub", Optional.of("-"), Optional.of("groups"), "");
        assertThat(bare.identity(new ObjectMapper().readTree("{\"sub\": \"1\", \"groups\": [\"system:masters\"]}"))
                        .groups())
                .containsExactly("system:authenticated");
    }

    @Test
    void tokenWithoutTheClaimNamesNobody() {
        assertThatThrownBy(() -> read("email", null, "{\"sub\": \"42\"}")).hasMessageContaining("no claim email");
    }

    private static KubernetesUser read(String claim, String prefix, String token) {
        try {
            return new OidcClaimMapper(ISSUER, claim, Optional.ofNullable(prefix), Optional.of("groups"), "g:")
                    .identity(new ObjectMapper().readTree(token));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
