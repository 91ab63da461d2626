package io.bhiv.simulator.oauth;

import java.time.Duration;
import java.util.List;

/**
 * What differs between providers.
 *
 * @param scopes those that exist
 * @param offlineScope the one without which there is no refresh token; empty where there always is one
 * @param scopeInToken whether the answer of the token endpoint names the scopes
 * @param shortestState fewest characters of {@code state}
 * @param lifetimes of what is issued
 */
public record OAuthRules(
        Paths paths,
        List<String> scopes,
        String offlineScope,
        boolean scopeInToken,
        boolean pkce,
        int shortestState,
        Lifetimes lifetimes) {

    public OAuthRules {
        scopes = List.copyOf(scopes);
    }

    /** Where the endpoints are. */
    public record Paths(String authorize, String token) {}

    /**
     * How long things are valid.
     *
     * @param refreshEndsAccess whether a refresh ends the access token before its time
     */
    public record Lifetimes(Duration code, Duration access, boolean refreshEndsAccess) {}
}
