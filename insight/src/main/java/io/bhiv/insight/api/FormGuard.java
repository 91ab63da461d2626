package io.bhiv.insight.api;

import io.bhiv.insight.login.LoginConfig;
import io.bhiv.kit.problem.Problem;
import io.bhiv.kit.problem.ProblemType;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.NewCookie;
import jakarta.ws.rs.core.UriInfo;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Only a form of our own page acts (CSRF): it carries a random token that a cookie carries too, which no other site can read or set
 * ({@code SameSite=Strict}), and the browser must not name another site as its origin.
 *
 * <p>The framework's extension would look at every request of the service that hosts the page, and its module updates must not pay for that.
 */
@ApplicationScoped
class FormGuard {

    static final String COOKIE = "insight-form";
    private static final int BYTES = 32;
    private static final int LENGTH = 43;

    private final SecureRandom random = new SecureRandom();
    private final boolean https;

    FormGuard(LoginConfig login) {
        // TLS ends before the service: how it is reached itself is no evidence about the browser.
        this.https = login.provider().isPresent() && login.https();
    }

    /** The token of this browser, or a new one. */
    String token(@Nullable String cookie) {
        if (cookie != null && cookie.matches("[A-Za-z0-9_-]{" + LENGTH + "}")) {
            return cookie;
        }
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    NewCookie cookie(String token, UriInfo called) {
        return new NewCookie.Builder(COOKIE)
                .value(token)
                .path("/insight")
                .httpOnly(true)
                .secure(isSecure(called.getBaseUri()))
                .sameSite(NewCookie.SameSite.STRICT)
                .build();
    }

    /** Whether a browser may send it by https alone. */
    boolean isSecure(URI reached) {
        return https || "https".equals(reached.getScheme());
    }

    /** Fails with 403 where the form is not one that we gave to this browser. */
    void check(@Nullable String cookie, @Nullable String field, HttpHeaders headers, UriInfo called) {
        if (cookie == null
                || field == null
                || field.length() != LENGTH
                || !MessageDigest.isEqual(bytes(cookie), bytes(field))
                || !isOurs(headers, called)) {
            throw Problem.of(ProblemType.FORBIDDEN, "This form is not from this page, or too old; load the page again")
                    .asException();
        }
    }

    private static boolean isOurs(HttpHeaders headers, UriInfo called) {
        String site = headers.getHeaderString("Sec-Fetch-Site");
        if (site != null) {
            return site.equals("same-origin");
        }
        String origin = headers.getHeaderString("Origin");
        return origin == null || called.getBaseUri().getRawAuthority().equals(authority(origin));
    }

    private static @Nullable String authority(String origin) {
        try {
            return URI.create(origin).getRawAuthority();
        } catch (IllegalArgumentException unreadable) {
            return null;
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
