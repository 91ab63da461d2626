package io.bhiv.play.webhook;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bhiv.play.body.HmacSigner;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;

/** Oura: a notice that an object changed; upper-case hex over {@code seconds + body}. */
public final class Oura implements Provider {

    private static final DateTimeFormatter EVENT_TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSSxxx");
    private static final Traits TRAITS = new Traits(
            "oura",
            Set.of(
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
                    "session.update"),
            "sleep.update",
            Duration.ofHours(2),
            false);

    @Override
    public Traits traits() {
        return TRAITS;
    }

    @Override
    public Webhook webhook(Content content, Seal seal) {
        ObjectNode notice = sample(content.type());
        notice.put("object_id", content.record().toString());
        notice.put("user_id", content.userId().toString());
        notice.put("event_time", EVENT_TIME.format(content.version().atOffset(ZoneOffset.UTC)));
        return signed(Json.bytes(notice), seal);
    }

    @Override
    public Webhook signed(byte[] body, Seal seal) {
        String seconds = Long.toString(seal.at().getEpochSecond());
        String signature = HexFormat.of().withUpperCase().formatHex(HmacSigner.sign(seal.secret(), seconds, body));
        return new Webhook(
                "/webhook/oura",
                Map.of(
                        "Content-Type", "application/json",
                        "x-oura-timestamp", seconds,
                        "x-oura-signature", signature),
                body);
    }
}
