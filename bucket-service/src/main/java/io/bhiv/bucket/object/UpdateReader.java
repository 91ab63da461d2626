package io.bhiv.bucket.object;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bhiv.bucket.packet.PacketJson;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads records of {@code core-updates}. Pure. */
final class UpdateReader {

    private static final List<String> NAMES = List.of("update_id", "module", "session_id", "received_at", "data");

    private UpdateReader() {}

    static IncomingUpdate read(byte @Nullable [] value) {
        JsonNode node = json(value);
        if (!(node instanceof ObjectNode update)) {
            return new IncomingUpdate.Broken(null, "not a JSON object");
        }
        UUID id = id(update.path("update_id"));
        if (id == null) {
            return new IncomingUpdate.Broken(null, "no update_id");
        }
        Instant receivedAt = instant(update.path("received_at"));
        boolean whole = isText(update.path("module"), 64)
                && isText(update.path("session_id"), 128)
                && update.path("data").isObject();
        return whole && receivedAt != null
                ? whole(id, receivedAt, update)
                : new IncomingUpdate.Broken(id, "module, session_id, received_at or data is missing or malformed");
    }

    private static IncomingUpdate whole(UUID id, Instant receivedAt, ObjectNode update) {
        String module = update.path("module").textValue();
        String sessionId = update.path("session_id").textValue();
        String data = PacketJson.text(update.path("data"));
        update.remove(NAMES);
        return new IncomingUpdate.Whole(id, module, sessionId, receivedAt, data, PacketJson.text(update));
    }

    private static @Nullable JsonNode json(byte @Nullable [] value) {
        try {
            return value == null ? null : PacketJson.read(value);
        } catch (IOException notJson) {
            return null;
        }
    }

    private static @Nullable UUID id(JsonNode node) {
        try {
            return node.isTextual() ? UUID.fromString(node.textValue()) : null;
        } catch (IllegalArgumentException notAnId) {
            return null;
        }
    }

    private static @Nullable Instant instant(JsonNode node) {
        try {
            return node.isTextual() ? Instant.parse(node.textValue()) : null;
        } catch (DateTimeException notATime) {
            return null;
        }
    }

    private static boolean isText(JsonNode node, int longest) {
        return node.isTextual()
                && !node.textValue().isBlank()
                && node.textValue().length() <= longest
                && node.textValue().indexOf('\0') < 0;
    }
}
