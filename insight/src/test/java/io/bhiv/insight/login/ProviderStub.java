package io.bhiv.insight.login;

import com.sun.net.httpserver.HttpExchange;
import io.bhiv.insight.LoopbackServer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.RsaJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;

/**
 * An OpenID Connect provider (authorisation code flow with PKCE): every caller is the person that the test named. Codes and refresh
 * tokens work once, and a code only for the browser that began.
 */
public final class ProviderStub implements QuarkusTestResourceLifecycleManager {

    /** What a test sets and sees. */
    static final class Person {
        volatile String name = "nobody";
        volatile String roles = "[]";
        volatile int secondsToExpiry = 300;
        volatile boolean away;
        final AtomicInteger refreshed = new AtomicInteger();
    }

    private record Grant(Map<String, String> request, String name, String roles) {}

    private final Person person = new Person();
    private final Map<String, Grant> codes = new ConcurrentHashMap<>();
    private final Map<String, Grant> refreshTokens = new ConcurrentHashMap<>();
    private final RsaJsonWebKey key = newKey();
    private @Nullable LoopbackServer server;

    @Override
    public Map<String, String> start() {
        server = new LoopbackServer(this::answer);
        return Map.of("bridge.insight.login.provider", address());
    }

    @Override
    public void inject(Object test) {
        if (test instanceof LoginIT it) {
            it.person = person;
        }
    }

    @Override
    public void stop() {
        Objects.requireNonNull(server).close();
    }

    private String address() {
        return Objects.requireNonNull(server).address();
    }

    private void answer(HttpExchange exchange) throws IOException {
        Map<String, String> asked = form(String.valueOf(exchange.getRequestURI().getRawQuery()));
        asked.putAll(form(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
        if (person.away) {
            send(exchange, 503, "{}");
            return;
        }
        switch (exchange.getRequestURI().getPath()) {
            case "/.well-known/openid-configuration" -> send(exchange, 200, discovery());
            case "/jwks" -> send(exchange, 200, "{\"keys\":[" + key.toJson(OutputControlLevel.PUBLIC_ONLY) + "]}");
            case "/authorize" -> {
                String code = UUID.randomUUID().toString();
                codes.put(code, new Grant(asked, person.name, person.roles));
                redirect(
                        exchange,
                        asked.get("redirect_uri") + "?code=" + code + "&state=" + encoded(asked.get("state")));
            }
            case "/token" -> {
                String answer = tokens(asked);
                send(exchange, answer.contains("error") ? 400 : 200, answer);
            }
            default ->
                send(exchange, 200, "{\"path\":\"" + exchange.getRequestURI().getPath() + "\"}");
        }
    }

    private String discovery() {
        String own = address();
        return """
                {"issuer":"%1$s","authorization_endpoint":"%1$s/authorize","token_endpoint":"%1$s/token","jwks_uri":"%1$s/jwks",
                 "end_session_endpoint":"%1$s/logged-out","response_types_supported":["code"],"subject_types_supported":["public"],
                 "id_token_signing_alg_values_supported":["RS256"],"code_challenge_methods_supported":["S256"]}
                """.formatted(own);
    }

    private String tokens(Map<String, String> asked) {
        Grant grant = switch (String.valueOf(asked.get("grant_type"))) {
            case "authorization_code" -> ofCode(asked);
            case "refresh_token" -> ofRefreshToken(asked);
            default -> null;
        };
        if (grant == null) {
            return "{\"error\":\"invalid_grant\"}";
        }
        String refreshToken = UUID.randomUUID().toString();
        refreshTokens.put(refreshToken, grant);
        return "{\"id_token\":\"%s\",\"access_token\":\"%s\",\"refresh_token\":\"%s\",\"token_type\":\"Bearer\",\"expires_in\":%d}"
                .formatted(idToken(grant), UUID.randomUUID(), refreshToken, person.secondsToExpiry);
    }

    private @Nullable Grant ofCode(Map<String, String> asked) {
        Grant grant = codes.remove(String.valueOf(asked.get("code")));
        boolean sameBrowser = grant != null
                && challenge(String.valueOf(asked.get("code_verifier")))
                        .equals(grant.request().get("code_challenge"))
                && Objects.equals(grant.request().get("redirect_uri"), asked.get("redirect_uri"));
        return sameBrowser ? grant : null;
    }

    private @Nullable Grant ofRefreshToken(Map<String, String> asked) {
        person.refreshed.incrementAndGet();
        return refreshTokens.remove(String.valueOf(asked.get("refresh_token")));
    }

    private String idToken(Grant grant) {
        long now = System.currentTimeMillis() / 1000;
        JsonWebSignature signed = new JsonWebSignature();
        signed.setPayload("""
                {"iss":"%s","sub":"%s","preferred_username":"%s","aud":"%s","iat":%d,"exp":%d,"nonce":"%s","roles":%s}
                """.formatted(
                        address(),
                        UUID.nameUUIDFromBytes(grant.name().getBytes(StandardCharsets.UTF_8)),
                        grant.name(),
                        grant.request().get("client_id"),
                        now,
                        now + person.secondsToExpiry,
                        grant.request().get("nonce"),
                        grant.roles()));
        signed.setAlgorithmHeaderValue(AlgorithmIdentifiers.RSA_USING_SHA256);
        signed.setKeyIdHeaderValue(key.getKeyId());
        signed.setKey(key.getPrivateKey());
        try {
            return signed.getCompactSerialization();
        } catch (JoseException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static RsaJsonWebKey newKey() {
        try {
            RsaJsonWebKey made = RsaJwkGenerator.generateJwk(2048);
            made.setKeyId("test");
            return made;
        } catch (JoseException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static String challenge(String verifier) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static Map<String, String> form(String text) {
        Map<String, String> fields = new HashMap<>();
        for (String pair : text.split("&")) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                fields.put(
                        pair.substring(0, equals),
                        URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
            }
        }
        return fields;
    }

    private static String encoded(@Nullable String text) {
        return URLEncoder.encode(String.valueOf(text), StandardCharsets.UTF_8);
    }

    private static void redirect(HttpExchange exchange, String address) throws IOException {
        exchange.getResponseHeaders().set("Location", address);
        exchange.sendResponseHeaders(302, -1);
        exchange.close();
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}
