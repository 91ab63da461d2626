package io.bhiv.biometric.provider;

import com.fasterxml.jackson.databind.JsonNode;
import io.bhiv.kit.json.JsonLimits;
import io.bhiv.kit.json.JsonRefused;
import io.bhiv.kit.json.JsonText;
import io.bhiv.kit.json.StrictJson;
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

    /** A text of 1 to 128 characters that PostgreSQL can store; null for anything else. */
    public static @Nullable String text(JsonNode body, String name) {
        JsonNode value = body.path(name);
        String text = value.isTextual() ? value.asText() : "";
        return !text.isEmpty() && text.length() <= LONGEST_ID && JsonText.isStorable(text) ? text : null;
    }
}
