package io.bhiv.insight.ask;

import com.fasterxml.jackson.databind.JsonNode;
import io.bhiv.insight.evaluate.Sync;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the newest updates of modules as the core bridge answers them. */
final class SyncRows {

    private SyncRows() {}

    /** Of {@code GET /core/updates}. One without a readable time is left out. */
    static List<Sync> of(JsonNode answer) {
        List<Sync> syncs = new ArrayList<>();
        answer.path("updates").forEach(update -> {
            Instant received = time(update, "received_at");
            if (received != null) {
                syncs.add(of(update, received));
            }
        });
        return syncs;
    }

    private static Sync of(JsonNode update, Instant received) {
        Instant synced = time(update, "synced_at");
        String words = update.path("reason").asText("");
        return new Sync(
                update.path("update_id").asText(""),
                update.path("module").asText(""),
                update.path("state").asText(""),
                words.isEmpty() ? update.path("reason_code").asText("") : words,
                received,
                synced == null ? null : lapse(received, synced),
                update.path("sendings").isInt() ? update.path("sendings").intValue() : null);
    }

    /** Never negative: the database wrote one time, and the service the other. */
    private static Duration lapse(Instant received, Instant synced) {
        return synced.isBefore(received) ? Duration.ZERO : Duration.between(received, synced);
    }

    private static @Nullable Instant time(JsonNode update, String member) {
        try {
            String text = update.path(member).asText("");
            return text.isEmpty() ? null : Instant.parse(text);
        } catch (DateTimeException unreadable) {
            return null;
        }
    }
}
