package io.bhiv.play.webhook;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bhiv.play.body.HmacSigner;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Set;

/** WHOOP: a notice that something changed; base64 over {@code milliseconds + body}. A recovery carries the id of its sleep. */
public final class Whoop implements Provider {

    private static final Traits TRAITS = new Traits(
            "whoop",
            Set.of(
                    "recovery.updated",
                    "recovery.deleted",
                    "sleep.updated",
                    "sleep.deleted",
                    "workout.updated",
                    "workout.deleted"),
            "recovery.updated",
            Duration.ofHours(2),
            false);

    @Override
    public Traits traits() {
        return TRAITS;
    }

    @Override
    public Webhook webhook(Content content, Seal seal) {
        ObjectNode notice = sample(content.type());
        notice.put("user_id", Math.floorMod(content.userId().getMostSignificantBits(), 100_000_000L));
        notice.put("id", content.record().toString());
        notice.put("trace_id", content.delivery().toString());
        return signed(Json.bytes(notice), seal);
    }

    @Override
    public Webhook signed(byte[] body, Seal seal) {
        String millis = Long.toString(seal.at().toEpochMilli());
        String signature = Base64.getEncoder().encodeToString(HmacSigner.sign(seal.secret(), millis, body));
        return new Webhook(
                "/webhook/whoop",
                Map.of(
                        "Content-Type", "application/json",
                        "X-WHOOP-Signature-Timestamp", millis,
                        "X-WHOOP-Signature", signature),
                body);
    }
}
