package io.bhiv.insight.login;

import io.bhiv.kit.auth.PersonLogin;
import io.bhiv.kit.auth.Roles;
import io.bhiv.kit.problem.Problem;
import io.bhiv.kit.problem.ProblemType;
import io.quarkus.logging.Log;
import io.quarkus.oidc.OIDCException;
import io.quarkus.oidc.runtime.OidcAuthenticationMechanism;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.AuthenticationRedirectException;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Sends a browser without a session to the provider, and gives a person with one its roles. Only a page that is opened is redirected:
 * what a page loads by itself gets 401, as a program does.
 */
@ApplicationScoped
class BrowserLogin implements PersonLogin {

    private static final long RETRY_AFTER_SECONDS = 10;

    private final LoginConfig config;
    private final OidcAuthenticationMechanism provider;

    BrowserLogin(LoginConfig config, OidcAuthenticationMechanism provider) {
        this.config = config;
        this.provider = provider;
    }

    @Override
    public boolean isFor(RoutingContext context) {
        return config.provider().isPresent() && PagePaths.contains(context.normalizedPath());
    }

    @Override
    public Uni<SecurityIdentity> authenticate(RoutingContext context, IdentityProviderManager identities) {
        return provider.authenticate(context, identities)
                .onFailure(AuthenticationFailedException.class)
                .recoverWithItem(over -> {
                    Log.debugf("A session of the page ended [cause=%s]", over.getMessage());
                    return null;
                })
                .onItem()
                .ifNotNull()
                .transform(this::atThePage)
                .onItem()
                .ifNull()
                .switchTo(() -> opensAPage(context.request())
                        ? toProvider(context)
                        : Uni.createFrom().nullItem())
                .onFailure(OIDCException.class)
                .transform(away -> {
                    Log.warnf(
                            "Nobody can log in: the OpenID Connect provider gave no usable answer [cause=%s]",
                            away.getMessage());
                    return Problem.retryLater(
                                    ProblemType.OVERLOADED, "The login provider does not answer", RETRY_AFTER_SECONDS)
                            .asException();
                });
    }

    private Uni<SecurityIdentity> toProvider(RoutingContext context) {
        return provider.getChallenge(context).onItem().transformToUni(BrowserLogin::redirect);
    }

    private static Uni<SecurityIdentity> redirect(ChallengeData challenge) {
        String address = challenge.getHeaders().entrySet().stream()
                .filter(header -> header.getKey().toString().equalsIgnoreCase("Location"))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElseThrow();
        return Uni.createFrom().failure(() -> new AuthenticationRedirectException(challenge.status, address));
    }

    /** Browsers name what a request is for; one that does not is asked what it accepts. */
    private static boolean opensAPage(HttpServerRequest request) {
        String mode = request.getHeader("Sec-Fetch-Mode");
        String accepted = request.getHeader("Accept");
        boolean page = mode == null ? accepted != null && accepted.contains("text/html") : mode.equals("navigate");
        return page && request.method().equals(HttpMethod.GET);
    }

    private SecurityIdentity atThePage(SecurityIdentity person) {
        return QuarkusSecurityIdentity.builder()
                .setPrincipal(person.getPrincipal())
                .addRoles(roles(person.getRoles()))
                .build();
    }

    private Set<String> roles(Set<String> claimed) {
        Stream<String> viewer = isAmong(claimed, config.viewers()) ? Stream.of(Roles.VIEWER) : Stream.empty();
        Stream<String> operator =
                isAmong(claimed, config.operators()) ? Stream.of(Roles.VIEWER, Roles.OPERATOR) : Stream.empty();
        return Stream.concat(viewer, operator).collect(Collectors.toUnmodifiableSet());
    }

    private static boolean isAmong(Set<String> claimed, Set<String> wanted) {
        return !Collections.disjoint(claimed, wanted);
    }
}
