package io.bhiv.insight.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.insight.login.LoginConfigs;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FormGuardTest {

    private static final URI INSIDE = URI.create("http://core-bridge-service:8000/");

    @Test
    void theCookieOfAPageThatPeopleReachByHttpsIsSentByHttpsAlone() {
        assertThat(guard("true").isSecure(INSIDE)).isTrue();
        assertThat(guard("false").isSecure(INSIDE)).isFalse();
        assertThat(guard("false").isSecure(URI.create("https://insight.example.org/")))
                .isTrue();
    }

    @Test
    void aLocalStackWithoutALoginIsReachedByHttp() {
        assertThat(new FormGuard(LoginConfigs.of(Map.of())).isSecure(INSIDE)).isFalse();
    }

    private static FormGuard guard(String https) {
        return new FormGuard(LoginConfigs.of(Map.of(
                "bridge.insight.login.provider", "https://login.example.org", "bridge.insight.login.https", https)));
    }
}
