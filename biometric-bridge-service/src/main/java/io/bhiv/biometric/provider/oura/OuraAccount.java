package io.bhiv.biometric.provider.oura;

import com.fasterxml.jackson.databind.JsonNode;
import io.bhiv.biometric.provider.AccountDialect;
import io.bhiv.biometric.provider.OAuthApplication;
import io.bhiv.biometric.provider.SmallJson;
import io.bhiv.kit.call.HttpCalls.Answer;
import io.bhiv.kit.call.HttpCalls.Call;
import java.net.URI;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Oura API v2: the user's id is that of {@code personal_info}; revocation takes the token in the query. */
public final class OuraAccount implements AccountDialect {

    @Override
    public Call whose(OAuthApplication application, String accessToken) {
        return application.api("GET", "/v2/usercollection/personal_info", accessToken);
    }

    @Override
    public @Nullable String userId(Answer answer) {
        JsonNode body = answer.status() == 200 ? SmallJson.object(answer.body()) : null;
        return body == null ? null : SmallJson.text(body, "id");
    }

    /** The address carries the token: it must not be logged. */
    @Override
    public Call revoke(OAuthApplication application, String accessToken) {
        String query = OAuthApplication.form(Map.of("access_token", accessToken));
        return new Call("POST", URI.create(application.apiUrl() + "/oauth/revoke?" + query), Map.of(), new byte[0]);
    }

    @Override
    public @Nullable String refreshScope() {
        return null;
    }

    @Override
    public Set<String> indispensable() {
        return Set.of("personal");
    }
}
