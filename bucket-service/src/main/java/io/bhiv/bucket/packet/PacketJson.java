package io.bhiv.bucket.packet;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;

/**
 * The one JSON reader and writer of packets.
 *
 * <p>Strict where senders disagree about meaning (duplicate keys, trailing text, NaN), faithful where they do not: numbers
 * keep every digit, and text that is not valid Unicode survives as escapes, so that nothing accepted can fail to be
 * stored later.
 */
public final class PacketJson {

    private static final int DEEPEST = 64;

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .build();

    /** For the rare text with half a character in it, which UTF-8 has no place for. */
    private static final ObjectWriter ESCAPING = JsonMapper.builder()
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .build()
            .writer();

    static {
        MAPPER.getFactory()
                .setStreamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(DEEPEST)
                        .maxNumberLength(128)
                        .build());
    }

    private PacketJson() {}

    /** Reads any JSON value; fails where the bytes are not exactly one. */
    public static JsonNode read(byte[] bytes) throws IOException {
        return MAPPER.readTree(bytes);
    }

    /** Reads JSON that we wrote ourselves. */
    public static JsonNode readOwn(String json) {
        try {
            return MAPPER.readTree(json);
        } catch (JsonProcessingException broken) {
            throw new IllegalStateException("what the bucket stored is JSON", broken);
        }
    }

    public static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    public static ArrayNode array(Collection<? extends JsonNode> elements) {
        return MAPPER.createArrayNode().addAll(elements);
    }

    public static String text(JsonNode node) {
        try {
            String text = MAPPER.writeValueAsString(node);
            return isEncodable(text) ? text : ESCAPING.writeValueAsString(node);
        } catch (JsonProcessingException broken) {
            throw new IllegalStateException("a tree of JSON nodes can be written", broken);
        }
    }

    public static byte[] bytes(JsonNode node) {
        return text(node).getBytes(StandardCharsets.UTF_8);
    }

    /** True where the text takes more than {@code most} bytes in UTF-8; short text is not encoded to find out. */
    static boolean hasMoreBytes(String text, long most) {
        return text.length() * 3L > most && text.getBytes(StandardCharsets.UTF_8).length > most;
    }

    /** False where a surrogate stands alone. */
    static boolean isEncodable(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                return text.codePoints().noneMatch(PacketJson::isHalf);
            }
        }
        return true;
    }

    private static boolean isHalf(int point) {
        return point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
    }
}
