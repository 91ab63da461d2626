package io.bhiv.biometric.provider;

import io.bhiv.kit.call.HttpCalls.Call;
import io.bhiv.model.biometric.Provider;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * An application of ours at a provider's OAuth 2.0 server (RFC 6749): the requests that it makes. Pure; nothing is sent here.
 *
 * @param scopes what a person is asked for
 * @param pkce whether a challenge (RFC 7636, S256) goes with the authorisation
 * @param redirect where the provider sends the person back to; must be registered there
 */
public record OAuthApplication(
        Provider provider,
        String clientId,
        String clientSecret,
        URI authorizeUrl,
        URI tokenUrl,
        URI apiUrl,
        List<String> scopes,
        boolean pkce,
        URI redirect) {

    public OAuthApplication {
        scopes = List.copyOf(scopes);
    }

    /**
     * Where a person's browser goes to consent.
     *
     * @param challenge PKCE challenge, null without PKCE
     */
    public URI authorisation(String state, @Nullable String challenge) {
        Map<String, String> query = new LinkedHashMap<>();
        query.put("response_type", "code");
        query.put("client_id", clientId);
        query.put("redirect_uri", redirect.toString());
        query.put("scope", String.join(" ", scopes));
        query.put("state", state);
        if (challenge != null) {
            query.put("code_challenge", challenge);
            query.put("code_challenge_method", "S256");
        }
        String separator = authorizeUrl.getRawQuery() == null ? "?" : "&";
        return URI.create(authorizeUrl + separator + form(query));
    }

    /** Exchanges a code for tokens. The client's credentials travel in the body, as both providers document it. */
    public Call exchange(String code, @Nullable String verifier) {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", "authorization_code");
        form.put("code", code);
        form.put("redirect_uri", redirect.toString());
        if (verifier != null) {
            form.put("code_verifier", verifier);
        }
        return token(form);
    }

    /**
     * Exchanges a refresh token, which dies by it, for a new pair.
     *
     * @param scope what the provider wants to be asked for again; null for nothing
     */
    public Call refresh(String refreshToken, @Nullable String scope) {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", "refresh_token");
        form.put("refresh_token", refreshToken);
        if (scope != null) {
            form.put("scope", scope);
        }
        return token(form);
    }

    private Call token(Map<String, String> form) {
        form.put("client_id", clientId);
        form.put("client_secret", clientSecret);
        return new Call(
                "POST",
                tokenUrl,
                Map.of("Content-Type", "application/x-www-form-urlencoded", "Accept", "application/json"),
                form(form).getBytes(StandardCharsets.US_ASCII));
    }

    /** A call of the provider's API with a person's token; {@code path} begins with a slash. */
    public Call api(String method, String path, String accessToken) {
        return new Call(
                method,
                URI.create(apiUrl + path),
                Map.of("Authorization", "Bearer " + accessToken, "Accept", "application/json"),
                new byte[0]);
    }

    /** As {@code application/x-www-form-urlencoded}. */
    public static String form(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(field -> encoded(field.getKey()) + '=' + encoded(field.getValue()))
                .collect(Collectors.joining("&"));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** Without the client's credentials. */
    @Override
    public String toString() {
        return "OAuthApplication[" + provider.wireName() + ']';
    }
}
