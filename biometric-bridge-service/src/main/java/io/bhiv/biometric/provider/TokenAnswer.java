package io.bhiv.biometric.provider;

import com.fasterxml.jackson.databind.JsonNode;
import io.bhiv.kit.call.HttpCalls.Answer;
import io.bhiv.kit.retry.RetryAfter;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What a token endpoint answered (RFC 6749, 5.1 and 5.2). */
public sealed interface TokenAnswer {

    /**
     * Tokens.
     *
     * @param refresh null where none came
     * @param lifetime of the access token
     * @param scopes what was granted; null where the answer does not state it, which means what was asked for
     */
    record Granted(
            String access,
            @Nullable String refresh,
            Duration lifetime,
            @Nullable Set<String> scopes) implements TokenAnswer {

        /** Without the tokens. */
        @Override
        public String toString() {
            return "Granted[lifetime=" + lifetime + ']';
        }
    }

    /** {@code invalid_grant}: the code or refresh token is used, expired or revoked. Asking again cannot help. */
    record Refused() implements TokenAnswer {}

    /**
     * {@code invalid_request}: a mistake of ours, or the token. Oura answers so to a refresh token that is used up
     * (<a href="https://github.com/watt-mind/coach/issues/385">watt-mind/coach#385</a>), and to a wrong address.
     */
    record Doubtful() implements TokenAnswer {}

    /** Our client id or secret is wrong: nothing is known about the token. */
    record WrongClient() implements TokenAnswer {}

    /** May work later; after {@code pause}, where the provider states it. */
    record Unavailable(@Nullable Duration pause) implements TokenAnswer {}

    /** An answer that follows no standard. */
    record Unreadable(int status) implements TokenAnswer {}

    /** Reads an answer; never fails because of its bytes. */
    static TokenAnswer of(Answer answer, Instant now) {
        int status = answer.status();
        if (status == 200 || status == 201) {
            JsonNode body = SmallJson.object(answer.body());
            return body == null ? new Unreadable(status) : granted(body, status);
        }
        if (status == 429 || status == 408 || status >= 500) {
            return new Unavailable(RetryAfter.read(answer.header("retry-after"), now));
        }
        if (status == 400 || status == 401 || status == 403) {
            JsonNode body = SmallJson.object(answer.body());
            String error = body == null ? "" : body.path("error").asText();
            return switch (error) {
                case "invalid_grant" -> new Refused();
                case "invalid_client", "unauthorized_client" -> new WrongClient();
                case "invalid_request" -> status == 400 ? new Doubtful() : new Unreadable(status);
                // A firewall's page or a mistake of ours has nothing to do with the token, and must not end people's
                // connections.
                default -> new Unreadable(status);
            };
        }
        return new Unreadable(status);
    }

    private static TokenAnswer granted(JsonNode body, int status) {
        String access = Bodies.token(body, "access_token");
        JsonNode lifetime = body.path("expires_in");
        if (access == null || !lifetime.canConvertToInt() || lifetime.asInt() <= 0) {
            return new Unreadable(status);
        }
        return new Granted(
                access,
                Bodies.token(body, "refresh_token"),
                Duration.ofSeconds(lifetime.asInt()),
                scopes(body.path("scope").textValue()));
    }

    /** Reading of bodies. */
    final class Bodies {

        private static final int LONGEST_TOKEN = 8 << 10;
        private static final int MOST_SCOPES = 64;
        private static final int LONGEST_SCOPES = 4_096;

        private Bodies() {}

        /** Visible ASCII only (RFC 6749, appendix A): a token goes into a header. */
        static @Nullable String token(JsonNode body, String name) {
            JsonNode value = body.path(name);
            String text = value.isTextual() ? value.asText() : "";
            boolean usable = !text.isEmpty()
                    && text.length() <= LONGEST_TOKEN
                    && text.chars().allMatch(c -> c > 0x20 && c < 0x7f);
            return usable ? text : null;
        }
    }

    /** Scopes separated by spaces, as the standard has it, or commas; null where there is no such text. */
    static @Nullable Set<String> scopes(@Nullable String text) {
        if (text == null || text.length() > Bodies.LONGEST_SCOPES) {
            return null;
        }
        Set<String> scopes = new TreeSet<>();
        for (String scope : text.split("[ ,]+", Bodies.MOST_SCOPES + 1)) {
            if (!scope.isEmpty() && scopes.size() < Bodies.MOST_SCOPES) {
                scopes.add(scope);
            }
        }
        return scopes;
    }
}
