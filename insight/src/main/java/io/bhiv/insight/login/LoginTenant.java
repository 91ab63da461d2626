package io.bhiv.insight.login;

import io.bhiv.kit.hash.Sha256;
import io.quarkus.oidc.OidcRequestContext;
import io.quarkus.oidc.OidcTenantConfig;
import io.quarkus.oidc.TenantConfigResolver;
import io.quarkus.oidc.runtime.OidcTenantConfig.ApplicationType;
import io.quarkus.oidc.runtime.OidcTenantConfig.Roles.Source;
import io.quarkus.oidc.runtime.OidcTenantConfig.TokenStateManager.Strategy;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** Makes a session count on the page's paths alone: anywhere else there is no provider, so a cookie gives no role. */
@ApplicationScoped
class LoginTenant implements TenantConfigResolver {

    private final Optional<OidcTenantConfig> people;

    LoginTenant(LoginConfig config) {
        this.people = config.provider().map(provider -> tenant(provider, config));
    }

    @Override
    public Uni<OidcTenantConfig> resolve(RoutingContext context, OidcRequestContext<OidcTenantConfig> requestContext) {
        return Uni.createFrom().optional(people.filter(found -> PagePaths.contains(context.normalizedPath())));
    }

    static OidcTenantConfig tenant(String provider, LoginConfig config) {
        var tenant = OidcTenantConfig.authServerUrl(provider)
                .tenantId("people")
                .clientId(config.client())
                .applicationType(ApplicationType.WEB_APP)
                .connectionTimeout(config.limit());
        config.secret().ifPresent(tenant::credentials);
        var authentication = tenant.authentication();
        config.sessionKey().map(LoginTenant::stateSecret).ifPresent(authentication::stateSecret);
        authentication
                .redirectPath(PagePaths.PAGE)
                .restorePathAfterRedirect()
                .removeRedirectParameters()
                .pkceRequired()
                .nonceRequired()
                .forceRedirectHttpsScheme(config.https())
                .cookieForceSecure(config.https())
                .javaScriptAutoRedirect(false)
                .sessionAgeExtension(config.idle())
                .end();
        tenant.token().refreshExpired().principalClaim("preferred_username").end();
        tenant.roles(Source.idtoken, config.claim());
        var sessions = tenant.tokenStateManager().strategy(Strategy.ID_REFRESH_TOKENS);
        config.sessionKey().ifPresent(sessions::encryptionSecret);
        sessions.end();
        if (config.logout()) {
            tenant.logout().path(PagePaths.LOGOUT).end();
        }
        return tenant.build();
    }

    /**
     * Encrypts what a browser brings back from the provider. Without one each process makes its own, and a browser that left one replica
     * and comes back to another one is refused. Derived, so that no key is used for two things.
     */
    private static String stateSecret(String sessionKey) {
        return Sha256.of("state of a login " + sessionKey).hex();
    }
}
