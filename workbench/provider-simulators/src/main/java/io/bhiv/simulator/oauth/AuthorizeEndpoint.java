package io.bhiv.simulator.oauth;

import io.bhiv.simulator.http.Answer;
import io.bhiv.simulator.http.Parameters;
import io.bhiv.simulator.http.Request;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Where a person allows or refuses.
 *
 * <p>The page sends {@code person}, {@code decision} ({@code allow} or {@code refuse}) and {@code granted} once per scope; a program that
 * adds them to the query needs no page. Without a known application and address of its own nothing is ever sent back.
 */
record AuthorizeEndpoint(
        String provider,
        OAuthRules rules,
        OAuthClient client,
        Grants grants,
        Consent consent,
        Supplier<Collection<String>> people) {

    Answer handle(Request request) {
        Parameters sent = request.query().and(request.form());
        Authorization asked = Authorization.of(sent);
        if (!asked.clientId().equals(client.id())) {
            return Answer.html(400, "<p>Unknown application.</p>");
        }
        if (asked.redirectUri().isEmpty() || !client.mayRedirectTo(asked.redirectUri())) {
            return Answer.html(400, "<p>This address is not registered for the application.</p>");
        }
        Optional<String> error = error(asked);
        if (error.isPresent()) {
            return Answer.redirect(asked.back(Map.of("error", error.get())));
        }
        return decision(sent)
                .map(decision -> decided(asked, decision))
                .orElseGet(() -> Answer.html(200, new ConsentPage(provider, asked).html(people.get())));
    }

    private Optional<String> error(Authorization asked) {
        if (!asked.responseType().equals("code")) {
            return Optional.of("unsupported_response_type");
        }
        if (asked.state().length() < rules.shortestState()) {
            return Optional.of("invalid_state");
        }
        if (!rules.scopes().containsAll(asked.scopes())) {
            return Optional.of("invalid_scope");
        }
        boolean unknownMethod =
                asked.challenge() != null && !asked.challengeMethod().equals("S256");
        return rules.pkce() && unknownMethod ? Optional.of("invalid_request") : Optional.empty();
    }

    private Optional<Consent.Decision> decision(Parameters sent) {
        Optional<String> decision = sent.first("decision");
        if (decision.isEmpty()) {
            return consent.automatic();
        }
        List<String> granted = sent.all("granted");
        return Optional.of(new Consent.Decision(
                sent.first("person").orElse(""),
                decision.get().equals("allow"),
                granted.isEmpty() ? null : new HashSet<>(granted)));
    }

    private Answer decided(Authorization asked, Consent.Decision decision) {
        if (!people.get().contains(decision.person())) {
            return Answer.html(400, "<p>Nobody of this name has an account.</p>");
        }
        if (!decision.allowed()) {
            return Answer.redirect(asked.back(Map.of("error", "access_denied")));
        }
        Set<String> scopes = new HashSet<>(asked.scopes());
        if (decision.scopes() != null) {
            scopes.retainAll(decision.scopes());
        }
        String code =
                grants.code(decision.person(), scopes, asked.redirectUri(), rules.pkce() ? asked.challenge() : null);
        String granted = String.join(" ", scopes.stream().sorted().toList());
        return Answer.redirect(asked.back(Map.of("code", code, "scope", granted)));
    }
}
