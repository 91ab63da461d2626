package io.bhiv.biometric.provider;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bhiv.kit.json.JsonLimits;
import io.bhiv.kit.json.JsonRefused;
import io.bhiv.kit.json.JsonText;
import io.bhiv.kit.json.StrictJson;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is read of answers of providers. */
public final class SmallJson {

    private static final int LARGEST = 64 << 10;
    private static final int LONGEST_ID = 128;
    private static final int LARGEST_DOCUMENT = 4 << 20;
    private static final StrictJson SMALL = StrictJson.of(JsonLimits.standard().withBytes(LARGEST));
    /** Several times those of the longest night. */
    private static final StrictJson DOCUMENTS =
            StrictJson.of(JsonLimits.standard().withBytes(LARGEST_DOCUMENT).withTokens(300_000));

    /** Twice those of a page that is full of samples. */
    private static final StrictJson PAGES =
            StrictJson.of(JsonLimits.standard().withBytes(LARGEST_DOCUMENT).withTokens(1_000_000));

    private SmallJson() {}

    /** An object of at most 64 KiB; null when the bytes are anything else. */
    public static @Nullable JsonNode object(byte[] body) {
        try {
            JsonNode tree = SMALL.tree(body);
            return tree.isObject() ? tree : null;
        } catch (JsonRefused unreadable) {
            return null;
        }
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

    /**
     * Of an object of at most 4 MiB the members of these names, and those of such members; null when the bytes are anything else. Only
     * texts and whole numbers are kept: a document is no tree in memory for the sake of two fields.
     */
    public static @Nullable JsonNode members(byte[] document, Set<String> names) {
        try {
            return DOCUMENTS
                    .read(
                            document,
                            parser -> parser.currentToken() == JsonToken.START_OBJECT
                                    ? Optional.of(members(parser, names))
                                    : Optional.<ObjectNode>empty())
                    .orElse(null);
        } catch (JsonRefused unreadable) {
            return null;
        }
    }

    private static ObjectNode members(JsonParser parser, Set<String> names) throws IOException {
        ObjectNode found = JsonNodeFactory.instance.objectNode();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            boolean wanted = names.contains(name);
            if (wanted && value == JsonToken.START_OBJECT) {
                found.set(name, members(parser, names));
            } else if (wanted && value == JsonToken.VALUE_STRING) {
                found.put(name, parser.getText());
            } else if (wanted && value == JsonToken.VALUE_NUMBER_INT) {
                found.put(name, parser.getBigIntegerValue());
            } else {
                parser.skipChildren();
            }
        }
        return found;
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
            return PAGES.read(body, parser -> page(body, name, parser)).orElse(null);
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
