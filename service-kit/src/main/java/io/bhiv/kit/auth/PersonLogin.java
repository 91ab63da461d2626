package io.bhiv.kit.auth;

import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;

/** How people who show no key log in. A service with pages for people provides one bean; every other takes keys alone. */
public interface PersonLogin {

    /** People can log in to what is asked for. */
    boolean isFor(RoutingContext context);

    /**
     * The person; no item where nobody is logged in. Fails with a redirect where the browser has to be sent elsewhere to log in, and
     * with a problem where nobody can log in now.
     */
    Uni<SecurityIdentity> authenticate(RoutingContext context, IdentityProviderManager identities);
}
