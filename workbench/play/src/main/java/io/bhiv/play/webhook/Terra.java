package io.bhiv.play.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bhiv.play.body.HmacSigner;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Terra: the measurements in the body; {@code t=seconds,v1=hex} over {@code seconds.body}. */
public final class Terra implements Provider {

    private static final Traits TRAITS = new Traits(
            "terra",
            Set.of(
                    "sleep",
                    "daily",
                    "body",
                    "activity",
                    "nutrition",
                    "menstruation",
                    "athlete",
                    "hormone",
                    "sleep.no-hrv",
                    "sleep.empty-data",
                    "auth.success",
                    "deauth",
                    "user_reauth",
                    "access_revoked",
                    "connection_error",
                    "healthcheck",
                    "health_observation.retracted",
                    "unknown_future_type"),
            "sleep",
            Duration.ofHours(26),
            true);

    @Override
    public Traits traits() {
        return TRAITS;
    }

    @Override
    public Webhook webhook(Content content, Seal seal) {
        return signed(Json.bytes(body(content)), seal, content.delivery(), content.version());
    }

    @Override
    public Webhook signed(byte[] body, Seal seal) {
        return signed(body, seal, UUID.randomUUID(), seal.at());
    }

    private static Webhook signed(byte[] body, Seal seal, UUID delivery, Instant version) {
        String seconds = Long.toString(seal.at().getEpochSecond());
        String hex = HexFormat.of().formatHex(HmacSigner.sign(seal.secret(), seconds + ".", body));
        String signature = "t=" + seconds + ",v1=" + hex;
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", "application/json");
        headers.put("terra-signature", signature);
        headers.put("X-Terra-Signature", signature);
        headers.put("terra-reference", UUID.nameUUIDFromBytes(body).toString());
        headers.put("X-Terra-Trace-Id", delivery.toString());
        headers.put("X-Terra-Ordering-Timestamp", Long.toString(version.toEpochMilli()));
        return new Webhook("/webhook/terra", headers, body);
    }

    private ObjectNode body(Content content) {
        ObjectNode body = sample(content.type());
        for (String person : List.of("user", "new_user")) {
            if (body.get(person) instanceof ObjectNode user) {
                user.put("user_id", content.userId().toString());
                user.put("reference_id", content.user());
            }
        }
        for (JsonNode metadata : body.findParents("summary_id")) {
            ((ObjectNode) metadata).put("summary_id", content.record().toString());
        }
        content.rmssd().ifPresent(rmssd -> setRmssd(body, content.type(), rmssd));
        new DayShift(content.version()).apply(body);
        return body;
    }

    /** Sets the average, and keeps the samples of the night in proportion to it. */
    private static void setRmssd(ObjectNode body, String type, double rmssd) {
        List<JsonNode> summaries = body.findParents("avg_hrv_rmssd");
        if (summaries.isEmpty()) {
            throw new UnknownType("terra " + type + " carries no HRV; try sleep, daily, body or activity");
        }
        for (JsonNode summary : summaries) {
            double before = summary.get("avg_hrv_rmssd").asDouble(rmssd);
            ((ObjectNode) summary).put("avg_hrv_rmssd", rmssd);
            for (JsonNode sample : body.findParents("hrv_rmssd")) {
                double scaled = before == 0 ? rmssd : sample.get("hrv_rmssd").asDouble() * rmssd / before;
                ((ObjectNode) sample).put("hrv_rmssd", Math.round(scaled * 10) / 10.0);
            }
        }
    }
}
