package io.bhiv.bucket.intake;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.bhiv.kit.json.JsonLimits;
import io.bhiv.kit.json.JsonRefused;
import io.bhiv.kit.json.JsonText;
import io.bhiv.kit.json.StrictJson;
import io.bhiv.kit.store.StorableTime;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Reads records of {@code core-updates}. Pure. The data is cut out as it arrived and never built as a tree: the core bridge
 * accepted it, so no number may be too long for us and no digit may be lost.
 */
final class UpdateReader {

    private static final StrictJson JSON = StrictJson.exact(JsonLimits.standard());

    private final byte[] record;
    private final Map<String, String> texts = new HashMap<>();
    private final StringBuilder extra = new StringBuilder();
    private @Nullable String data;

    private UpdateReader(byte[] record) {
        this.record = record;
    }

    /** @param header the id in the record's headers, under which it can be answered even if its value cannot be read */
    static IncomingUpdate read(byte @Nullable [] value, @Nullable String header) {
        UUID id = id(header);
        if (value == null) {
            return new IncomingUpdate.Broken(id, "no record");
        }
        UpdateReader reader = new UpdateReader(value);
        try {
            return JSON.read(value, reader::readObject)
                    ? reader.update(id)
                    : new IncomingUpdate.Broken(id, "not a JSON object");
        } catch (JsonRefused refused) {
            return new IncomingUpdate.Broken(id, refused.detail());
        }
    }

    private boolean readObject(JsonParser parser) throws IOException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            return false;
        }
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            member(name, parser.nextToken(), parser);
        }
        return true;
    }

    private void member(String name, JsonToken token, JsonParser parser) throws IOException {
        switch (name) {
            case "update_id", "module", "session_id", "received_at" -> {
                if (token == JsonToken.VALUE_STRING) {
                    texts.put(name, parser.getText());
                }
                parser.skipChildren();
            }
            case "data" -> {
                String value = StrictJson.sliceText(record, parser);
                data = token == JsonToken.START_OBJECT ? value : null;
            }
            default ->
                extra.append(extra.isEmpty() ? "" : ",")
                        .append(JsonText.quoted(name))
                        .append(':')
                        .append(StrictJson.sliceText(record, parser));
        }
    }

    private IncomingUpdate update(@Nullable UUID header) {
        UUID named = id(texts.get("update_id"));
        UUID id = named == null ? header : named;
        if (id == null) {
            return new IncomingUpdate.Broken(null, "no update_id");
        }
        String module = text("module", 64);
        String session = text("session_id", 128);
        Instant receivedAt = instant(texts.get("received_at"));
        return named == null || module == null || session == null || receivedAt == null || data == null
                ? new IncomingUpdate.Broken(id, "module, session_id, received_at or data is missing or malformed")
                : new IncomingUpdate.Whole(id, module, session, receivedAt, data, "{" + extra + "}");
    }

    private @Nullable String text(String name, int longest) {
        String text = texts.get(name);
        boolean usable = text != null
                && !text.isBlank()
                && text.length() <= longest
                // A lone surrogate would be stored as "?", and two sessions would become one.
                && JsonText.isStorable(text);
        return usable ? text : null;
    }

    private static @Nullable UUID id(@Nullable String text) {
        try {
            return text == null ? null : UUID.fromString(text);
        } catch (IllegalArgumentException notAnId) {
            return null;
        }
    }

    private static @Nullable Instant instant(@Nullable String text) {
        return text == null ? null : StorableTime.read(text);
    }
}
