package io.bhiv.kit.auth;

import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;

/** Where a request carries its key, if it carries one. */
sealed interface SentKey {

    record Absent() implements SentKey {}

    /** In {@code X-Api-Key} or {@code Authorization: Bearer}. */
    record InHeader(String key) implements SentKey {

        @Override
        public String toString() {
            return "InHeader";
        }
    }

    /** In the query, where proxies and browsers log it: acceptable for publishable keys alone. */
    record InQuery(String key) implements SentKey {

        @Override
        public String toString() {
            return "InQuery";
        }
    }

    static SentKey of(HttpServerRequest request) {
        String header = headerKey(request);
        if (header != null) {
            return new InHeader(header);
        }
        String query = request.getParam("api_key");
        return query == null ? new Absent() : new InQuery(query);
    }

    private static @Nullable String headerKey(HttpServerRequest request) {
        String own = request.getHeader("X-Api-Key");
        if (own != null) {
            return own;
        }
        String authorization = request.getHeader("Authorization");
        boolean bearer = authorization != null && authorization.regionMatches(true, 0, "Bearer ", 0, 7);
        return bearer ? authorization.substring(7).trim() : null;
    }
}
