package io.bhiv.kit.auth;

import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.runtime.QuarkusPrincipal;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticationMechanism;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the key from {@code X-Api-Key} or {@code Authorization: Bearer} and gives the caller its roles. */
@ApplicationScoped
class ApiKeyAuthentication implements HttpAuthenticationMechanism {

    private final AuthConfig config;
    private final ApiKeys keys;

    ApiKeyAuthentication(AuthConfig config, ApiKeys keys) {
        this.config = config;
        this.keys = keys;
    }

    @Override
    public Uni<SecurityIdentity> authenticate(RoutingContext context, IdentityProviderManager identityProviderManager) {
        if (config.mode() == AuthConfig.Mode.OPEN) {
            return Uni.createFrom().item(identity("local", Roles.ALL));
        }
        String key = sentKey(context.request());
        if (key == null) {
            return Uni.createFrom().nullItem();
        }
        return keys.find(key)
                .map(caller -> Uni.createFrom().item(identity(caller.name(), caller.roles())))
                .orElseGet(() -> Uni.createFrom().failure(new AuthenticationFailedException()));
    }

    @Override
    public Uni<ChallengeData> getChallenge(RoutingContext context) {
        return Uni.createFrom().item(new ChallengeData(401, "WWW-Authenticate", "Bearer"));
    }

    private static @Nullable String sentKey(HttpServerRequest request) {
        String own = request.getHeader("X-Api-Key");
        if (own != null) {
            return own;
        }
        String authorization = request.getHeader("Authorization");
        boolean bearer = authorization != null && authorization.regionMatches(true, 0, "Bearer ", 0, 7);
        return bearer ? authorization.substring(7).trim() : null;
    }

    private static SecurityIdentity identity(String name, Set<String> roles) {
        return QuarkusSecurityIdentity.builder()
                .setPrincipal(new QuarkusPrincipal(name))
                .addRoles(roles)
                .build();
    }
}
