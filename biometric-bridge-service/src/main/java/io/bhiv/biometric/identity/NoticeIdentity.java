package io.bhiv.biometric.identity;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.bhiv.biometric.json.StorableText;
import io.bhiv.biometric.json.StrictJson;
import io.bhiv.biometric.json.Utf8;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a small notice says about itself, read in one pass without building a tree.
 *
 * <p>A notice that lacks a part of its identity, or cannot be read, is {@link #UNKNOWN}: its bytes then identify it.
 */
record NoticeIdentity(@Nullable String deliveryId, @Nullable Long orderingMillis) {

    static final NoticeIdentity UNKNOWN = new NoticeIdentity(null, null);

    private static final int MAX_PART_LENGTH = 128;
    private static final List<String> OURA = List.of("user_id", "data_type", "event_type", "object_id", "event_time");
    private static final List<String> WHOOP = List.of("trace_id", "type", "id");

    /** Without the id, which may name a user. */
    @Override
    public String toString() {
        return "NoticeIdentity[known=" + (deliveryId != null) + ']';
    }

    static NoticeIdentity ofOura(byte[] body) {
        Map<String, String> fields = scalars(body, OURA);
        String eventTime = fields.get("event_time");
        return new NoticeIdentity(joined(fields, OURA), eventTime == null ? null : millis(eventTime));
    }

    static NoticeIdentity ofWhoop(byte[] body, @Nullable Long signedAtMillis) {
        return new NoticeIdentity(joined(scalars(body, WHOOP), WHOOP), signedAtMillis);
    }

    private static @Nullable String joined(Map<String, String> fields, List<String> names) {
        Stream<@Nullable String> parts = names.stream().map(fields::get);
        List<@Nullable String> values = parts.toList();
        return values.stream().anyMatch(Objects::isNull) ? null : String.join("|", values);
    }

    private static @Nullable Long millis(String eventTime) {
        try {
            return OffsetDateTime.parse(eventTime).toInstant().toEpochMilli();
        } catch (DateTimeException | ArithmeticException e) {
            return null;
        }
    }

    /** The wanted top-level texts and numbers, as text; empty when the body is not one JSON object. */
    private static Map<String, String> scalars(byte[] body, List<String> wanted) {
        if (!Utf8.isText(body)) {
            return Map.of();
        }
        try (JsonParser parser = StrictJson.FACTORY.createParser(body)) {
            return scalars(parser, wanted);
        } catch (IOException e) {
            return Map.of();
        }
    }

    private static Map<String, String> scalars(JsonParser parser, List<String> wanted) throws IOException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            return Map.of();
        }
        Map<String, String> found = new HashMap<>();
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            JsonToken value = parser.nextToken();
            boolean text = value == JsonToken.VALUE_STRING || value == JsonToken.VALUE_NUMBER_INT;
            if (text && wanted.contains(name) && usable(parser.getText())) {
                found.put(name, parser.getText().replace("%", "%25").replace("|", "%7C"));
            }
            parser.skipChildren();
        }
        return parser.nextToken() == null ? found : Map.of();
    }

    private static boolean usable(String part) {
        return !part.isEmpty() && part.length() <= MAX_PART_LENGTH && StorableText.is(part);
    }
}
