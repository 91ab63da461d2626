package io.bhiv.system.biometric;

import io.bhiv.play.webhook.Oura;
import io.bhiv.play.webhook.Provider;
import io.bhiv.play.webhook.Seal;
import io.bhiv.play.webhook.Terra;
import io.bhiv.play.webhook.Webhook;
import io.bhiv.play.webhook.Whoop;
import io.bhiv.stage.layout.Secrets;
import io.bhiv.stage.process.ServiceProcess;
import io.bhiv.system.fault.Answer;
import io.bhiv.system.fault.Callers;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.UUID;

/** The webhooks of these tests, signed now. */
public final class Webhooks {

    static final String OURA_SECRET = Secrets.development("OURA_WEBHOOK_SECRET");
    static final String WHOOP_SECRET = Secrets.development("WHOOP_WEBHOOK_SECRET");
    static final String TERRA_SECRET = Secrets.development("TERRA_WEBHOOK_SECRET");

    private static final Duration LIMIT = Duration.ofSeconds(20);

    private Webhooks() {}

    /** Sends once. Throws where the connection was refused or cut. */
    public static Answer send(Webhook webhook, ServiceProcess service) throws IOException {
        return Answer.to(request(webhook, service));
    }

    public static HttpRequest request(Webhook webhook, ServiceProcess service) {
        return webhook.to("http://127.0.0.1:" + service.port(), LIMIT);
    }

    /** Providers that send signed nights. */
    static Callers callers(ServiceProcess service, int callers, Duration pause, long seed) {
        return Callers.calling(
                new Callers.Task(
                        random -> request(night("user-" + random.nextInt(500), 15 + random.nextInt(60)), service),
                        "event_id"),
                callers,
                pause,
                seed);
    }

    static Webhook terra(String body) {
        return terra(body.getBytes(StandardCharsets.UTF_8), TERRA_SECRET);
    }

    static Webhook terra(byte[] body, String secret) {
        return signed(new Terra(), body, secret);
    }

    static Webhook oura(String body, String secret) {
        return signed(new Oura(), body.getBytes(StandardCharsets.UTF_8), secret);
    }

    static Webhook whoop(String body, String secret) {
        return signed(new Whoop(), body.getBytes(StandardCharsets.UTF_8), secret);
    }

    private static Webhook signed(Provider provider, byte[] body, String secret) {
        return provider.signed(body, new Seal(Instant.now(), secret));
    }

    /** A night of sleep with its heart rates, of a real shape. */
    public static Webhook night(String userId, double rmssd) {
        return terra(nightBody(userId, UUID.randomUUID().toString(), rmssd));
    }

    /** The same, signed by a clock of its own. */
    public static Webhook night(String userId, double rmssd, Instant signedAt) {
        byte[] body = nightBody(userId, UUID.randomUUID().toString(), rmssd).getBytes(StandardCharsets.UTF_8);
        return new Terra().signed(body, new Seal(signedAt, TERRA_SECRET));
    }

    /** Of today, since an old night fires nothing. */
    static String nightBody(String userId, String summaryId, double rmssd) {
        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        return """
                {"type":"sleep","status":"success","version":"2022-03-16",
                 "user":{"user_id":"%s","provider":"OURA","reference_id":"ref-%s","active":true},
                 "data":[{"metadata":{"summary_id":"%s","start_time":"%sT23:24:30.000000+02:00",
                   "end_time":"%sT07:12:44.000000+02:00","is_nap":false,"upload_type":2,"timestamp_localization":1},
                  "heart_rate_data":{"summary":{"avg_hr_bpm":55.4,"resting_hr_bpm":49,"avg_hrv_rmssd":%s,"avg_hrv_sdnn":null}}}]}""".formatted(userId, userId, summaryId, today.minusDays(1), today, rmssd);
    }
}
