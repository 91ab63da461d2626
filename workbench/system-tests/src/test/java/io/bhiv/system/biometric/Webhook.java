package io.bhiv.system.biometric;

import io.bhiv.stage.layout.Secrets;
import io.bhiv.stage.process.ServiceProcess;
import io.bhiv.system.fault.Answer;
import io.bhiv.system.fault.Callers;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A webhook as a provider signs it; sent twice it is the identical request. */
record Webhook(String path, Map<String, String> headers, byte[] body) {

    static final String OURA_SECRET = Secrets.development("OURA_WEBHOOK_SECRET");
    static final String WHOOP_SECRET = Secrets.development("WHOOP_WEBHOOK_SECRET");
    static final String TERRA_SECRET = Secrets.development("TERRA_WEBHOOK_SECRET");

    /** Sends once. Throws where the connection was refused or cut. */
    static Answer send(Webhook webhook, ServiceProcess service) throws IOException {
        return Answer.to(webhook.to(service));
    }

    /** Providers that send signed nights. */
    static Callers callers(ServiceProcess service, int callers, Duration pause, long seed) {
        return Callers.calling(
                new Callers.Errand(
                        random -> Webhook.night("user-" + random.nextInt(500), 15 + random.nextInt(60))
                                .to(service),
                        "event_id"),
                callers,
                pause,
                seed);
    }

    static Webhook terra(String body) {
        return terra(body.getBytes(StandardCharsets.UTF_8), TERRA_SECRET);
    }

    static Webhook terra(byte[] body, String secret) {
        Instant now = Instant.now();
        String seconds = Long.toString(now.getEpochSecond());
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", "application/json");
        headers.put("terra-signature", "t=" + seconds + ",v1=" + hex(hmac(secret, seconds + ".", body)));
        headers.put("X-Terra-Trace-Id", UUID.randomUUID().toString());
        headers.put("X-Terra-Ordering-Timestamp", Long.toString(now.toEpochMilli()));
        return new Webhook("/webhook/terra", headers, body);
    }

    static Webhook oura(String body, String secret) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        String seconds = Long.toString(Instant.now().getEpochSecond());
        Map<String, String> headers = Map.of(
                "Content-Type",
                "application/json",
                "x-oura-timestamp",
                seconds,
                "x-oura-signature",
                hex(hmac(secret, seconds, bytes)).toUpperCase(java.util.Locale.ROOT));
        return new Webhook("/webhook/oura", headers, bytes);
    }

    static Webhook whoop(String body, String secret) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        String millis = Long.toString(Instant.now().toEpochMilli());
        Map<String, String> headers = Map.of(
                "Content-Type",
                "application/json",
                "X-WHOOP-Signature-Timestamp",
                millis,
                "X-WHOOP-Signature",
                Base64.getEncoder().encodeToString(hmac(secret, millis, bytes)));
        return new Webhook("/webhook/whoop", headers, bytes);
    }

    /** A night of sleep with its heart rates, of a real shape. */
    static Webhook night(String userId, double rmssd) {
        return terra(nightBody(userId, UUID.randomUUID().toString(), rmssd));
    }

    static String nightBody(String userId, String summaryId, double rmssd) {
        return """
                {"type":"sleep","status":"success","version":"2022-03-16",
                 "user":{"user_id":"%s","provider":"OURA","reference_id":"ref-%s","active":true},
                 "data":[{"metadata":{"summary_id":"%s","start_time":"2026-07-04T23:24:30.000000+02:00",
                   "end_time":"2026-07-05T07:12:44.000000+02:00","is_nap":false,"upload_type":2,"timestamp_localization":1},
                  "heart_rate_data":{"summary":{"avg_hr_bpm":55.4,"resting_hr_bpm":49,"avg_hrv_rmssd":%s,"avg_hrv_sdnn":null}}}]}""".formatted(userId, userId, summaryId, rmssd);
    }

    HttpRequest to(ServiceProcess service) {
        HttpRequest.Builder request = HttpRequest.newBuilder(service.uri(path))
                .timeout(Duration.ofSeconds(20))
                .POST(BodyPublishers.ofByteArray(body));
        headers.forEach(request::header);
        return request.build();
    }

    /** The request's first bytes, up to and including the blank line; {@code framing} says how the body comes. */
    String head(String framing) {
        StringBuilder head = new StringBuilder("POST " + path + " HTTP/1.1\r\nHost: localhost\r\n");
        headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        return head.append(framing).append("\r\n\r\n").toString();
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    private static byte[] hmac(String secret, String prefix, byte[] body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            mac.update(prefix.getBytes(StandardCharsets.UTF_8));
            return mac.doFinal(body);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java platform has HmacSHA256", impossible);
        }
    }
}
