package io.bhiv.insight.login;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** How people log in to the page. */
@ConfigMapping(prefix = "bridge.insight.login")
public interface LoginConfig {

    /**
     * Address of the OpenID Connect provider, without {@code /.well-known/openid-configuration}. Unset: nobody logs in, and the page
     * needs an API key.
     */
    Optional<String> provider();

    /** Client id of the page at the provider; {@code /insight} of the page's public address is its redirect address. */
    @WithDefault("insight")
    String client();

    /** Secret of a confidential client; a public one has none. Codes are bound to the browser (PKCE) either way. */
    Optional<String> secret();

    /**
     * Encrypts the sessions that browsers keep in cookies; at least 32 characters, the same at every replica. Another one logs
     * everybody out.
     */
    Optional<String> sessionKey();

    /** Claim of the ID token with a person's roles, a path with {@code /} between its parts. */
    @WithDefault("roles")
    String claim();

    /** Values of the claim that let a person see the page. */
    @WithDefault("viewer")
    Set<String> viewers();

    /** Values of the claim that let a person act, too. */
    @WithDefault("operator")
    Set<String> operators();

    /** Browsers reach the page by https, whatever the service itself is reached by; cookies are sent by https alone then. */
    @WithDefault("true")
    boolean https();

    /** The provider offers to end its session, too ({@code end_session_endpoint}): the page has a link to log out. */
    @WithDefault("true")
    boolean logout();

    /** How long after its last use a session can be continued. */
    @WithDefault("8h")
    Duration idle();

    /** Time that an answer of the provider may take. */
    @WithDefault("3s")
    Duration limit();
}
