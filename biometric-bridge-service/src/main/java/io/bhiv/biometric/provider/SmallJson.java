package io.bhiv.biometric.provider;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import io.bhiv.kit.json.JsonLimits;
import io.bhiv.kit.json.JsonRefused;
import io.bhiv.kit.json.JsonText;
import io.bhiv.kit.json.StrictJson;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Answers of providers as trees. */
public final class SmallJson {

    private static final int LARGEST = 64 << 10;
    private static final int LONGEST_ID = 128;
    private static final int LARGEST_DOCUMENT = 4 << 20;
    private static final StrictJson SMALL = StrictJson.of(JsonLimits.standard().withBytes(LARGEST));
    private static final StrictJson DOCUMENTS =
            StrictJson.of(JsonLimits.standard().withBytes(LARGEST_DOCUMENT));

    private SmallJson() {}

    /** An object of at most 64 KiB; null when the bytes are anything else. */
    public static @Nullable JsonNode object(byte[] body) {
        return object(SMALL, body);
    }

    /** An array of at most 64 KiB; null when the bytes are anything else. */
    public static @Nullable JsonNode array(byte[] body) {
        try {
            JsonNode tree = SMALL.tree(body);
            return tree.isArray() ? tree : null;
        } catch (JsonRefused unreadable) {
            return null;
        }
    }

    /** An object of at most 4 MiB; null when the bytes are anything else. */
    public static @Nullable JsonNode document(byte[] body) {
        return object(DOCUMENTS, body);
    }

    private static @Nullable JsonNode object(StrictJson reader, byte[] body) {
        try {
            JsonNode tree = reader.tree(body);
            return tree.isObject() ? tree : null;
        } catch (JsonRefused unreadable) {
            return null;
        }
    }

    /**
     * A page of a list.
     *
     * @param items the elements as they came
     * @param next leads to the next page; null on the last one
     */
    public record Page(List<byte[]> items, @Nullable String next) {

        /** Without the elements. */
        @Override
        public String toString() {
            return "Page[" + items.size() + ']';
        }
    }

    /** A page of a list whose elements stand in the member of that name; null when the bytes are anything else. */
    public static @Nullable Page page(byte[] body, String name) {
        try {
            return DOCUMENTS.read(body, parser -> page(body, name, parser)).orElse(null);
        } catch (JsonRefused unreadable) {
            return null;
        }
    }

    private static Optional<Page> page(byte[] body, String name, JsonParser parser) throws IOException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            return Optional.empty();
        }
        List<byte[]> items = null;
        String next = null;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String field = parser.currentName();
            JsonToken value = parser.nextToken();
            if (field.equals(name) && value == JsonToken.START_ARRAY) {
                items = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    items.add(StrictJson.slice(body, parser));
                }
            } else if (field.equals("next_token") && value == JsonToken.VALUE_STRING) {
                next = parser.getText();
            } else {
                parser.skipChildren();
            }
        }
        String token = next == null || next.isEmpty() ? null : next;
        return items == null ? Optional.empty() : Optional.of(new Page(items, token));
    }

    /** A text of 1 to 128 characters that PostgreSQL can store; null for anything else. */
    public static @Nullable String text(JsonNode body, String name) {
        JsonNode value = body.path(name);
        String text = value.isTextual() ? value.asText() : "";
        return !text.isEmpty() && text.length() <= LONGEST_ID && JsonText.isStorable(text) ? text : null;
    }
}
