package io.bhiv.simulator.oauth;

import io.bhiv.simulator.http.Answer;
import io.bhiv.simulator.http.Request;
import java.time.Clock;
import java.util.Collection;
import java.util.Optional;
import java.util.function.Supplier;

/** Both endpoints of a provider's OAuth server. Revocation is the provider's own, because each has another way. */
public final class OAuthServer {

    private final OAuthRules rules;
    private final Grants grants;
    private final Consent consent = new Consent();
    private final AuthorizeEndpoint authorize;
    private final TokenEndpoint token;

    /** A server whose accounts are those of {@code people}. */
    public OAuthServer(
            String provider, OAuthRules rules, OAuthClient client, Clock clock, Supplier<Collection<String>> people) {
        this.rules = rules;
        this.grants = new Grants(clock, rules);
        this.authorize = new AuthorizeEndpoint(provider, rules, client, grants, consent, people);
        this.token = new TokenEndpoint(rules, client, grants);
    }

    /** Empty where the request is none of OAuth. */
    public Optional<Answer> handle(Request request) {
        if (request.path().equals(rules.paths().authorize())) {
            return Optional.of(authorize.handle(request));
        }
        if (request.path().equals(rules.paths().token())) {
            return Optional.of(token.handle(request));
        }
        return Optional.empty();
    }

    public Grants grants() {
        return grants;
    }

    public Consent consent() {
        return consent;
    }

    /** Whose token a request carries. */
    public Optional<Grant> grant(Request request) {
        return request.bearer().flatMap(grants::find);
    }
}
