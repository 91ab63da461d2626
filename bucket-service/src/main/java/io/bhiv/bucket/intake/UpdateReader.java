package io.bhiv.bucket.intake;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Reads records of {@code core-updates}. Pure. What was said is cut out as it came and never built as a tree: the bridge
 * has accepted it, so no number may be too long for us and no digit may be lost.
 */
final class UpdateReader {

    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(64).build())
            .build();

    private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999999Z");

    private final byte[] record;
    private final Map<String, String> texts = new HashMap<>();
    private final StringBuilder extra = new StringBuilder();
    private @Nullable String data;

    private UpdateReader(byte[] record) {
        this.record = record;
    }

    /** @param header the id beside the record, by which it can be answered even where the record cannot be read */
    static IncomingUpdate read(byte @Nullable [] value, @Nullable String header) {
        UUID id = id(header);
        if (value == null) {
            return new IncomingUpdate.Broken(id, "no record");
        }
        if (!isUtf8(value)) {
            return new IncomingUpdate.Broken(id, "not JSON in UTF-8");
        }
        UpdateReader reader = new UpdateReader(value);
        try {
            return reader.readObject() ? reader.update(id) : new IncomingUpdate.Broken(id, "not a JSON object");
        } catch (IOException notJson) {
            return new IncomingUpdate.Broken(id, "not JSON");
        }
    }

    /** The parser would also read UTF-16 and UTF-32; the parts that are cut out would then be wrong. */
    private static boolean isUtf8(byte[] value) {
        for (int i = 0; i < Math.min(4, value.length); i++) {
            if (value[i] == 0 || value[i] == (byte) 0xFE || value[i] == (byte) 0xFF) {
                return false;
            }
        }
        return true;
    }

    private boolean readObject() throws IOException {
        try (JsonParser parser = JSON.createParser(record)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return false;
            }
            for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                member(name, parser.nextToken(), parser);
            }
            return parser.nextToken() == null;
        }
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
                String value = slice(parser);
                data = token == JsonToken.START_OBJECT ? value : null;
            }
            default ->
                extra.append(extra.isEmpty() ? "" : ",")
                        .append('"')
                        .append(JsonStringEncoder.getInstance().quoteAsString(name))
                        .append("\":")
                        .append(slice(parser));
        }
    }

    /** The value the parser stands on, as it came; afterwards it stands on the value's last token. */
    private String slice(JsonParser parser) throws IOException {
        int start = (int) parser.currentTokenLocation().getByteOffset();
        parser.skipChildren();
        parser.finishToken();
        int end = (int) parser.currentLocation().getByteOffset();
        return new String(record, start, end - start, StandardCharsets.UTF_8);
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
        boolean usable = text != null && !text.isBlank() && text.length() <= longest && text.indexOf('\0') < 0;
        return usable ? text : null;
    }

    private static @Nullable UUID id(@Nullable String text) {
        try {
            return text == null ? null : UUID.fromString(text);
        } catch (IllegalArgumentException notAnId) {
            return null;
        }
    }

    /** Null also for what PostgreSQL would store as infinity. */
    private static @Nullable Instant instant(@Nullable String text) {
        try {
            Instant time = text == null ? null : Instant.parse(text);
            return time == null || time.isBefore(FIRST) || time.isAfter(LAST) ? null : time;
        } catch (DateTimeException notATime) {
            return null;
        }
    }
}
