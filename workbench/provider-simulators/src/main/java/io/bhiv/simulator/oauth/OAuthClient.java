package io.bhiv.simulator.oauth;

import java.util.Set;

/**
 * The application that is registered with the provider.
 *
 * @param secret also signs its webhooks
 * @param redirectUris where codes may be sent; any address where empty
 */
public record OAuthClient(String id, String secret, Set<String> redirectUris) {

    public OAuthClient {
        redirectUris = Set.copyOf(redirectUris);
    }

    boolean mayRedirectTo(String uri) {
        return redirectUris.isEmpty() || redirectUris.contains(uri);
    }

    /** Secrets stay out of logs. */
    @Override
    public String toString() {
        return "OAuthClient[" + id + "]";
    }
}
