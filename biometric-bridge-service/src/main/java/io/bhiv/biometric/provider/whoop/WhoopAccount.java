package io.bhiv.biometric.provider.whoop;

import com.fasterxml.jackson.databind.JsonNode;
import io.bhiv.biometric.provider.AccountDialect;
import io.bhiv.biometric.provider.OAuthApplication;
import io.bhiv.biometric.provider.SmallJson;
import io.bhiv.kit.call.HttpCalls.Answer;
import io.bhiv.kit.call.HttpCalls.Call;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** WHOOP API v2: the user's id is a whole number of 64 bits, kept as text; {@code offline} brings refresh tokens. */
public final class WhoopAccount implements AccountDialect {

    @Override
    public Call whose(OAuthApplication application, String accessToken) {
        return application.api("GET", "/v2/user/profile/basic", accessToken);
    }

    @Override
    public @Nullable String userId(Answer answer) {
        JsonNode body = answer.status() == 200 ? SmallJson.object(answer.body()) : null;
        return body != null && body.path("user_id").isIntegralNumber()
                ? body.path("user_id").asText()
                : null;
    }

    @Override
    public Call revoke(OAuthApplication application, String accessToken) {
        return application.api("DELETE", "/v2/user/access", accessToken);
    }

    @Override
    public String refreshScope() {
        return "offline";
    }

    @Override
    public Set<String> indispensable() {
        return Set.of("offline", "read:profile");
    }
}
