package io.bhiv.kit.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;

/**
 * JSON as text that UTF-8, PostgreSQL and Kafka can hold.
 *
 * <p>JSON's escapes can spell what UTF-8 cannot: half a surrogate pair. Such text stays an escape here, so that nothing
 * accepted can fail to be stored later. U+0000 is valid JSON but not a value that PostgreSQL's text can hold.
 */
public final class JsonText {

    private static final ObjectWriter PLAIN = new JsonMapper().writer();

    /** For the rare text with half a character in it. */
    private static final ObjectWriter ESCAPING = JsonMapper.builder()
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .build()
            .writer();

    private JsonText() {}

    /** The tree as compact JSON that can be encoded as UTF-8. */
    public static String of(JsonNode node) {
        try {
            String text = PLAIN.writeValueAsString(node);
            return isEncodable(text) ? text : ESCAPING.writeValueAsString(node);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("a tree of JSON nodes can be written", impossible);
        }
    }

    /** The tree as compact JSON in UTF-8. */
    public static byte[] bytes(JsonNode node) {
        return of(node).getBytes(StandardCharsets.UTF_8);
    }

    /** The text as a JSON string, quotes included. */
    public static String quoted(String text) {
        return '"' + escaped(text) + '"';
    }

    /** The text as the inside of a JSON string. */
    public static String escaped(String text) {
        String escaped = String.valueOf(JsonStringEncoder.getInstance().quoteAsString(text));
        return isEncodable(escaped) ? escaped : withHalvesEscaped(escaped);
    }

    /** False where a surrogate stands alone. */
    public static boolean isEncodable(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                return text.codePoints().noneMatch(JsonText::isHalf);
            }
        }
        return true;
    }

    /** True where PostgreSQL's text can hold it: no U+0000, and no half of a surrogate pair. */
    public static boolean isStorable(String text) {
        return text.indexOf('\0') < 0 && isEncodable(text);
    }

    private static String withHalvesEscaped(String text) {
        StringBuilder escaped = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(point -> {
            if (isHalf(point)) {
                escaped.append(String.format("\\u%04x", point));
            } else {
                escaped.appendCodePoint(point);
            }
        });
        return escaped.toString();
    }

    private static boolean isHalf(int point) {
        return point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
    }
}
