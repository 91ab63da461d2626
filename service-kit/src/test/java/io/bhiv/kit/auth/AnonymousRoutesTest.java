package io.bhiv.kit.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnonymousRoutesTest {

    private final AnonymousRoutes routes =
            new AnonymousRoutes(List.of("POST /api/ingest", " GET /api/packets/user/* "));

    @Test
    void methodAndPathMustBothMatch() {
        assertThat(routes.allows("POST", "/api/ingest")).isTrue();
        assertThat(routes.allows("GET", "/api/ingest")).isFalse();
        assertThat(routes.allows("POST", "/api/ingest/batch")).isFalse();
    }

    @Test
    void aStarStandsForExactlyOneSegment() {
        assertThat(routes.allows("GET", "/api/packets/user/someone")).isTrue();
        assertThat(routes.allows("GET", "/api/packets/user/")).isFalse();
        assertThat(routes.allows("GET", "/api/packets/user/some/one")).isFalse();
    }

    @Test
    void charactersOfAPathAreNoPattern() {
        assertThat(new AnonymousRoutes(List.of("GET /a.b")).allows("GET", "/axb"))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/ingest", "post /api", "POST api", "POST /api?x=1", ""})
    void whatIsNoRouteIsNotWellFormed(String line) {
        assertThat(AnonymousRoutes.isWellFormed(line)).isFalse();
    }
}
