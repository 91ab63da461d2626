package io.bhiv.stack.simulate;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;

/** Oura: a notice that an object changed, upper-case hex over {@code seconds + body}. */
final class OuraPlay implements ProviderPlay {

    private static final DateTimeFormatter EVENT_TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSSxxx");
    private static final Set<String> TYPES = Set.of(
            "sleep.create",
            "sleep.update",
            "sleep.delete",
            "daily_readiness.update",
            "daily_sleep.update",
            "daily_activity.update",
            "daily_spo2.update",
            "daily_stress.update",
            "workout.create",
            "workout.update",
            "session.update");

    @Override
    public String name() {
        return "oura";
    }

    @Override
    public Set<String> types() {
        return TYPES;
    }

    @Override
    public String usualType() {
        return "sleep.update";
    }

    @Override
    public Duration retrySpan() {
        return Duration.ofHours(2);
    }

    @Override
    public boolean carriesMeasurements() {
        return false;
    }

    @Override
    public Webhook webhook(Content content, Sealing sealing, String secret) {
        ObjectNode notice = Samples.read(name(), content.type(), TYPES);
        notice.put("object_id", content.record().toString());
        notice.put("user_id", content.userId().toString());
        notice.put("event_time", EVENT_TIME.format(content.version().atOffset(ZoneOffset.UTC)));
        byte[] body = Samples.bytes(notice);
        String seconds = Long.toString(sealing.at().getEpochSecond());
        String key = sealing.genuine() ? secret : secret + "-wrong";
        return new Webhook(
                "/webhook/oura",
                Map.of(
                        "Content-Type",
                        "application/json",
                        "x-oura-timestamp",
                        seconds,
                        "x-oura-signature",
                        signature(key, sealing.at(), body)),
                body);
    }

    static String signature(String secret, Instant at, byte[] body) {
        return HexFormat.of().withUpperCase().formatHex(Hmac.sha256(secret, Long.toString(at.getEpochSecond()), body));
    }
}
