package io.bhiv.biometric.journey;

import static io.restassured.RestAssured.given;

import io.restassured.response.Response;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A webhook as a provider would sign and send it. */
record Signed(String path, Map<String, String> headers, byte[] body) {

    static Signed terra(String body) {
        return terra(body, UUID.randomUUID().toString(), Instant.now(), FakeSecrets.TERRA);
    }

    static Signed terra(String body, String traceId, Instant signedAt, String secret) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        String seconds = Long.toString(signedAt.getEpochSecond());
        String signature = "t=" + seconds + ",v1=" + HexFormat.of().formatHex(hmac(secret, seconds + ".", bytes));
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("terra-signature", signature);
        headers.put("X-Terra-Trace-Id", traceId);
        headers.put("X-Terra-Ordering-Timestamp", Long.toString(signedAt.toEpochMilli()));
        return new Signed("/webhook/terra", headers, bytes);
    }

    static Signed oura(String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        String seconds = Long.toString(Instant.now().getEpochSecond());
        String signature = HexFormat.of().withUpperCase().formatHex(hmac(FakeSecrets.OURA, seconds, bytes));
        return new Signed("/webhook/oura", Map.of("x-oura-timestamp", seconds, "x-oura-signature", signature), bytes);
    }

    static Signed whoop(String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        String millis = Long.toString(Instant.now().toEpochMilli());
        String signature = Base64.getEncoder().encodeToString(hmac(FakeSecrets.WHOOP, millis, bytes));
        return new Signed(
                "/webhook/whoop", Map.of("X-WHOOP-Signature-Timestamp", millis, "X-WHOOP-Signature", signature), bytes);
    }

    Signed withBody(String other) {
        return new Signed(path, headers, other.getBytes(StandardCharsets.UTF_8));
    }

    Signed withHeader(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new Signed(path, more, body);
    }

    Signed without(String name) {
        Map<String, String> fewer = new LinkedHashMap<>(headers);
        fewer.remove(name);
        return new Signed(path, fewer, body);
    }

    Response send() {
        return given().headers(headers)
                .contentType("application/json")
                .body(body)
                .post(path);
    }

    private static byte[] hmac(String secret, String prefix, byte[] body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            mac.update(prefix.getBytes(StandardCharsets.UTF_8));
            return mac.doFinal(body);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
