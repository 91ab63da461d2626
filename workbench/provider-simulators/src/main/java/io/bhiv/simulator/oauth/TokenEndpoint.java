package io.bhiv.simulator.oauth;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bhiv.simulator.http.Answer;
import io.bhiv.simulator.http.Json;
import io.bhiv.simulator.http.Parameters;
import io.bhiv.simulator.http.Request;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where an application turns a code or a refresh token into tokens. It says who it is in the form, with its id and secret. */
record TokenEndpoint(OAuthRules rules, OAuthClient client, Grants grants) {

    Answer handle(Request request) {
        if (!request.method().equals("POST")) {
            return Answer.detail(405, "Method not allowed");
        }
        Parameters form = request.form();
        if (!form.first("client_id").filter(client.id()::equals).isPresent()
                || !form.first("client_secret").filter(client.secret()::equals).isPresent()) {
            return error(401, "invalid_client");
        }
        return switch (form.first("grant_type").orElse("")) {
            case "authorization_code" -> ofCode(form);
            case "refresh_token" -> ofRefreshToken(form);
            case "" -> error(400, "invalid_request");
            default -> error(400, "unsupported_grant_type");
        };
    }

    private Answer ofCode(Parameters form) {
        Optional<String> code = form.first("code");
        if (code.isEmpty()) {
            return error(400, "invalid_request");
        }
        return grants.useCode(code.get())
                .filter(one -> form.first("redirect_uri")
                        .filter(one.redirectUri()::equals)
                        .isPresent())
                .filter(one -> proves(form.first("code_verifier"), one.challenge()))
                .map(one -> tokens(grants.issue(one.grant())))
                .orElseGet(() -> error(400, "invalid_grant"));
    }

    private Answer ofRefreshToken(Parameters form) {
        Optional<String> token = form.first("refresh_token");
        if (token.isEmpty()) {
            return error(400, "invalid_request");
        }
        return grants.refresh(token.get()).map(this::tokens).orElseGet(() -> error(400, "invalid_grant"));
    }

    private static boolean proves(Optional<String> verifier, @Nullable String challenge) {
        if (challenge == null) {
            return true;
        }
        return verifier.map(TokenEndpoint::challengeOf)
                .filter(challenge::equals)
                .isPresent();
    }

    static String challengeOf(String verifier) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    private Answer.Whole tokens(Tokens tokens) {
        ObjectNode body = Json.object();
        body.put("access_token", tokens.access());
        body.put("expires_in", rules.lifetimes().access().toSeconds());
        if (tokens.refresh() != null) {
            body.put("refresh_token", tokens.refresh());
        }
        if (rules.scopeInToken()) {
            body.put(
                    "scope",
                    String.join(" ", tokens.grant().scopes().stream().sorted().toList()));
        }
        body.put("token_type", "bearer");
        return Answer.json(200, body).with("Cache-Control", "no-store");
    }

    private static Answer.Whole error(int status, String error) {
        return Answer.json(status, Json.object().put("error", error)).with("Cache-Control", "no-store");
    }
}
