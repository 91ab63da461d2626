package io.bhiv.biometric.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.biometric.provider.TokenAnswer.Doubtful;
import io.bhiv.biometric.provider.TokenAnswer.Granted;
import io.bhiv.biometric.provider.TokenAnswer.Refused;
import io.bhiv.biometric.provider.TokenAnswer.Unavailable;
import io.bhiv.biometric.provider.TokenAnswer.Unreadable;
import io.bhiv.biometric.provider.TokenAnswer.WrongClient;
import io.bhiv.kit.call.HttpCalls.Answer;
import io.bhiv.rules.FixedFault;
import io.bhiv.rules.FixedFault.Area;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenAnswerTest {

    private static final Instant NOW = Instant.parse("2026-07-05T06:41:12Z");

    @Test
    void readsAPairWithItsLifetimeAndScopes() {
        TokenAnswer answer = answer(
                200,
                "{\"access_token\":\"fake-a\",\"refresh_token\":\"fake-r\",\"expires_in\":3600,\"token_type\":\"bearer\",\"scope\":\"daily personal\"}");

        assertThat(answer).isEqualTo(new Granted("fake-a", "fake-r", Duration.ofHours(1), Set.of("daily", "personal")));
    }

    @Test
    void aRefreshTokenAndScopesMayBeMissing() {
        assertThat(answer(200, "{\"access_token\":\"fake-a\",\"expires_in\":60}"))
                .isEqualTo(new Granted("fake-a", null, Duration.ofMinutes(1), null));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{}",
                "{\"access_token\":\"\",\"expires_in\":60}",
                "{\"access_token\":\"two words\",\"expires_in\":60}",
                "{\"access_token\":\"line\\nfeed\",\"expires_in\":60}",
                "{\"access_token\":\"fake-a\"}",
                "{\"access_token\":\"fake-a\",\"expires_in\":0}",
                "{\"access_token\":\"fake-a\",\"expires_in\":\"60\"}",
                "{\"access_token\":\"fake-a\",\"access_token\":\"fake-b\",\"expires_in\":60}"
            })
    void whatIsNoTokenAnswerIsNotTakenForOne(String body) {
        assertThat(answer(200, body)).isEqualTo(new Unreadable(200));
    }

    @Test
    void aRefusedTokenIsNotAMistakeInOurCredentials() {
        assertThat(answer(400, "{\"error\":\"invalid_grant\"}")).isEqualTo(new Refused());
        assertThat(answer(401, "{\"error\":\"invalid_client\"}")).isEqualTo(new WrongClient());
        assertThat(answer(400, "{\"error\":\"unauthorized_client\"}")).isEqualTo(new WrongClient());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "<html>Forbidden</html>",
                "{\"error\":\"invalid_scope\"}",
                "{\"error\":\"unsupported_grant_type\"}"
            })
    @FixedFault(
            area = Area.NEIGHBOURS,
            fault = "A 403 of a firewall before the OAuth server ended every connection that was refreshed meanwhile",
            now =
                    "Only invalid_grant ends a connection, or invalid_request while the same request works for others; after anything else it is tried again")
    void whatDoesNotNameTheGrantSaysNothingAboutTheToken(String body) {
        assertThat(answer(400, body)).isEqualTo(new Unreadable(400));
        assertThat(answer(403, body)).isEqualTo(new Unreadable(403));
    }

    @Test
    void aWrongRequestMayBeTheTokenOrOurs() {
        assertThat(answer(400, "{\"error\":\"invalid_request\"}")).isEqualTo(new Doubtful());
        assertThat(answer(403, "{\"error\":\"invalid_request\"}")).isEqualTo(new Unreadable(403));
    }

    @Test
    void aServerThatIsAwayMayHelpLater() {
        assertThat(answer(503, "")).isEqualTo(new Unavailable(null));
        assertThat(TokenAnswer.of(new Answer(429, Map.of("retry-after", "7"), new byte[0]), NOW))
                .isEqualTo(new Unavailable(Duration.ofSeconds(7)));
    }

    @Test
    void aRedirectIsNoAnswer() {
        assertThat(answer(302, "")).isEqualTo(new Unreadable(302));
    }

    @Test
    void tokensAreNotPrinted() {
        assertThat(answer(200, "{\"access_token\":\"fake-a\",\"refresh_token\":\"fake-r\",\"expires_in\":60}")
                        .toString())
                .doesNotContain("fake");
    }

    private static TokenAnswer answer(int status, String body) {
        return TokenAnswer.of(new Answer(status, Map.of(), body.getBytes(StandardCharsets.UTF_8)), NOW);
    }
}
