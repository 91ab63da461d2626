package io.bhiv.kit.auth;

import io.bhiv.kit.problem.Problem;
import io.bhiv.kit.problem.ProblemType;
import io.github.bucket4j.TimeMeter;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.AnonymousAuthenticationRequest;
import io.quarkus.security.runtime.QuarkusPrincipal;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticationMechanism;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * Gives a caller its roles by its key: a secret key in {@code X-Api-Key} or {@code Authorization: Bearer}, a publishable key
 * there or in the query from one of its origins, or no key on a route that is open to everybody. Without a key a person may be logged
 * in, where the service has pages for people.
 *
 * <p>Rates are limited per key where the key has a rate, and per address for every caller without a secret key; over all replicas
 * where the service shares its limits.
 */
@ApplicationScoped
class ApiKeyAuthentication implements HttpAuthenticationMechanism {

    private final AuthConfig config;
    private final ApiKeys keys;
    private final AnonymousRoutes anonymous;
    private final RateLimits limits;
    private final TrustedProxies proxies;
    private final Instance<PersonLogin> login;

    ApiKeyAuthentication(
            AuthConfig config, ApiKeys keys, Instance<SharedRateLimits> shared, Instance<PersonLogin> login) {
        this.config = config;
        this.keys = keys;
        this.login = login;
        this.limits = new RateLimits(TimeMeter.SYSTEM_NANOTIME, shared.stream().findFirst());
        this.proxies = TrustedProxies.of(config.trustedProxies().orElse(List.of()));
        this.anonymous = new AnonymousRoutes(config.anonymous().orElse(List.of()));
    }

    @Override
    public Uni<SecurityIdentity> authenticate(RoutingContext context, IdentityProviderManager identityProviderManager) {
        if (config.mode() == AuthConfig.Mode.OPEN) {
            return Uni.createFrom().item(identity("local", Roles.ALL));
        }
        return switch (SentKey.of(context.request())) {
            case SentKey.Absent absent -> withoutKey(context, identityProviderManager);
            case SentKey.InHeader(String key) -> withKey(context.request(), key, true);
            case SentKey.InQuery(String key) -> withKey(context.request(), key, false);
        };
    }

    @Override
    public Uni<ChallengeData> getChallenge(RoutingContext context) {
        return Uni.createFrom().item(new ChallengeData(401, "WWW-Authenticate", "Bearer"));
    }

    /** Before any other mechanism: a key, or its absence, is looked at first. */
    @Override
    public int getPriority() {
        return DEFAULT_PRIORITY + 1_000;
    }

    /** Nobody, rather than no answer: no other mechanism is tried then, which would accept a session wherever it comes along. */
    private Uni<SecurityIdentity> withoutKey(RoutingContext context, IdentityProviderManager identities) {
        if (anonymous.allows(context.request().method().name(), context.normalizedPath())) {
            return anonymous(context.request());
        }
        return login.stream()
                .filter(people -> people.isFor(context))
                .findFirst()
                .map(people -> people.authenticate(context, identities))
                .orElseGet(() -> Uni.createFrom().nullItem())
                .onItem()
                .ifNull()
                .switchTo(() -> identities.authenticate(AnonymousAuthenticationRequest.INSTANCE));
    }

    private Uni<SecurityIdentity> anonymous(HttpServerRequest request) {
        return limits.take(address(request), config.addressRate())
                .chain(pause -> within(pause, "anonymous", Roles.WITHOUT_OPERATOR));
    }

    private Uni<SecurityIdentity> withKey(HttpServerRequest request, String key, boolean inHeader) {
        return keys.find(key)
                .filter(caller -> caller.publishable() ? isFromItsOrigin(request, caller) : inHeader)
                .map(caller -> withinRate(request, caller))
                .orElseGet(() -> Uni.createFrom().failure(new AuthenticationFailedException()));
    }

    /** Browsers always name the origin of a page that posts to another host, and pages cannot change it. */
    private static boolean isFromItsOrigin(HttpServerRequest request, ApiKeys.Caller caller) {
        String origin = request.getHeader("Origin");
        return origin != null && caller.origins().contains(origin);
    }

    private Uni<SecurityIdentity> withinRate(HttpServerRequest request, ApiKeys.Caller caller) {
        Uni<Duration> ofKey = caller.rate().isPresent()
                ? limits.take("key " + caller.name(), caller.rate().getAsInt())
                : Uni.createFrom().item(Duration.ZERO);
        return ofKey.chain(pause -> pause.isZero() && caller.publishable()
                        ? limits.take(address(request), config.addressRate())
                        : Uni.createFrom().item(pause))
                .chain(pause -> within(pause, caller.name(), caller.roles()));
    }

    private static Uni<SecurityIdentity> within(Duration pause, String name, Set<String> roles) {
        return pause.isZero() ? Uni.createFrom().item(identity(name, roles)) : overQuota(pause);
    }

    private String address(HttpServerRequest request) {
        String peer = request.remoteAddress().hostAddress();
        return "address "
                + TrustedProxies.line(proxies.caller(peer, request.headers().getAll("X-Forwarded-For")));
    }

    private static Uni<SecurityIdentity> overQuota(Duration pause) {
        long seconds = pause.plusMillis(999).toSeconds();
        return Uni.createFrom()
                .failure(Problem.retryLater(ProblemType.OVER_QUOTA, "More requests than this caller may send", seconds)
                        .asException());
    }

    private static SecurityIdentity identity(String name, Set<String> roles) {
        return QuarkusSecurityIdentity.builder()
                .setPrincipal(new QuarkusPrincipal(name))
                .addRoles(roles)
                .build();
    }
}
