package io.bhiv.biometric.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.biometric.provider.oura.OuraAccount;
import io.bhiv.biometric.provider.whoop.WhoopAccount;
import io.bhiv.kit.call.HttpCalls.Answer;
import io.bhiv.kit.call.HttpCalls.Call;
import io.bhiv.model.biometric.Provider;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OAuthApplicationTest {

    private static final OAuthApplication WHOOP = new OAuthApplication(
            Provider.WHOOP,
            "fake-id",
            "fake secret&",
            URI.create("https://whoop.example/oauth/auth"),
            URI.create("https://whoop.example/oauth/token"),
            URI.create("https://whoop.example/developer"),
            List.of("offline", "read:sleep"),
            false,
            URI.create("https://bridge.example/connect/whoop/callback"));

    @Test
    void sendsThePersonThereWithStateAndScopes() {
        assertThat(WHOOP.authorisation("st-1", null))
                .hasToString("https://whoop.example/oauth/auth?response_type=code&client_id=fake-id"
                        + "&redirect_uri=https%3A%2F%2Fbridge.example%2Fconnect%2Fwhoop%2Fcallback"
                        + "&scope=offline+read%3Asleep&state=st-1");
    }

    @Test
    void aChallengeIsOfTheHashedKind() {
        assertThat(WHOOP.authorisation("st-1", "ch").getQuery())
                .contains("code_challenge=ch", "code_challenge_method=S256");
    }

    @Test
    void theClientsCredentialsTravelInTheBodyAlone() {
        Call refresh = WHOOP.refresh("fake-r", "offline");

        assertThat(refresh.method()).isEqualTo("POST");
        assertThat(refresh.address()).hasToString("https://whoop.example/oauth/token");
        assertThat(new String(refresh.body(), StandardCharsets.US_ASCII))
                .isEqualTo("grant_type=refresh_token&refresh_token=fake-r&scope=offline&client_id=fake-id"
                        + "&client_secret=fake+secret%26");
        assertThat(refresh.toString()).doesNotContain("fake");
    }

    @Test
    void theUserIsKnownByTheProvidersOwnId() {
        assertThat(new WhoopAccount().userId(answer("{\"user_id\":9007199254740993,\"email\":\"x@example.org\"}")))
                .isEqualTo("9007199254740993");
        assertThat(new WhoopAccount().userId(answer("{\"user_id\":1.5}"))).isNull();
        assertThat(new OuraAccount().userId(answer("{\"id\":\"9f3a1d0c\",\"age\":30}")))
                .isEqualTo("9f3a1d0c");
        assertThat(new OuraAccount().userId(answer("{}"))).isNull();
        assertThat(new OuraAccount().userId(new Answer(401, Map.of(), new byte[0])))
                .isNull();
    }

    private static Answer answer(String body) {
        return new Answer(200, Map.of(), body.getBytes(StandardCharsets.UTF_8));
    }
}
