package io.bhiv.stack.simulate;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Set;

/** WHOOP: a notice that something changed, base64 over {@code milliseconds + body}; a recovery carries the sleep's id. */
final class WhoopPlay implements ProviderPlay {

    private static final Set<String> TYPES = Set.of(
            "recovery.updated",
            "recovery.deleted",
            "sleep.updated",
            "sleep.deleted",
            "workout.updated",
            "workout.deleted");

    @Override
    public String name() {
        return "whoop";
    }

    @Override
    public Set<String> types() {
        return TYPES;
    }

    @Override
    public String usualType() {
        return "recovery.updated";
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
        notice.put("user_id", Math.floorMod(content.userId().getMostSignificantBits(), 100_000_000L));
        notice.put("id", content.record().toString());
        notice.put("trace_id", content.delivery().toString());
        byte[] body = Samples.bytes(notice);
        String millis = Long.toString(sealing.at().toEpochMilli());
        String key = sealing.genuine() ? secret : secret + "-wrong";
        return new Webhook(
                "/webhook/whoop",
                Map.of(
                        "Content-Type",
                        "application/json",
                        "X-WHOOP-Signature-Timestamp",
                        millis,
                        "X-WHOOP-Signature",
                        signature(key, sealing.at(), body)),
                body);
    }

    static String signature(String secret, Instant at, byte[] body) {
        return Base64.getEncoder().encodeToString(Hmac.sha256(secret, Long.toString(at.toEpochMilli()), body));
    }
}
