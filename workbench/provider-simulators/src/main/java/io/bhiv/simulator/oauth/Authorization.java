package io.bhiv.simulator.oauth;

import io.bhiv.simulator.http.Parameters;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an application asks for when it sends a person's browser here.
 *
 * @param challenge of PKCE; null where none was sent
 */
record Authorization(
        String responseType,
        String clientId,
        String redirectUri,
        String state,
        List<String> scopes,
        @Nullable String challenge,
        String challengeMethod) {

    static Authorization of(Parameters sent) {
        return new Authorization(
                sent.first("response_type").orElse(""),
                sent.first("client_id").orElse(""),
                sent.first("redirect_uri").orElse(""),
                sent.first("state").orElse(""),
                sent.first("scope").map(text -> List.of(text.split(" "))).orElse(List.of()),
                sent.first("code_challenge").orElse(null),
                sent.first("code_challenge_method").orElse("plain"));
    }

    /** As they were sent. */
    Map<String, String> fields() {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("response_type", responseType);
        fields.put("client_id", clientId);
        fields.put("redirect_uri", redirectUri);
        fields.put("state", state);
        fields.put("scope", String.join(" ", scopes));
        if (challenge != null) {
            fields.put("code_challenge", challenge);
            fields.put("code_challenge_method", challengeMethod);
        }
        return fields;
    }

    /** The application's address with these parameters and the state. */
    String back(Map<String, String> parameters) {
        Map<String, String> all = new LinkedHashMap<>(parameters);
        if (!state.isEmpty()) {
            all.put("state", state);
        }
        StringBuilder uri = new StringBuilder(redirectUri);
        char separator = redirectUri.contains("?") ? '&' : '?';
        for (Map.Entry<String, String> one : all.entrySet()) {
            uri.append(separator)
                    .append(one.getKey())
                    .append('=')
                    .append(URLEncoder.encode(one.getValue(), StandardCharsets.UTF_8));
            separator = '&';
        }
        return uri.toString();
    }
}
