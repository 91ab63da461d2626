package io.bhiv.bucket.packet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.bhiv.kit.hash.Sha256;
import io.bhiv.kit.json.JsonLimits;
import io.bhiv.kit.json.JsonRefused;
import io.bhiv.kit.json.JsonText;
import io.bhiv.kit.json.StrictJson;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;

/** The JSON reader and writer of packets: strict, and faithful to every digit. */
public final class PacketJson {

    /** Of a document that becomes a tree: some 12 MiB of memory. A packet of 80 KB has no more than 80,000. */
    private static final long TOKENS = 200_000;

    private static final JsonLimits LIMITS = JsonLimits.standard().withNumberLength(128);
    private static final StrictJson READER = StrictJson.exact(LIMITS.withTokens(TOKENS));
    /** For what was stored before there was a limit, and for documents that are never a tree. */
    private static final StrictJson OWN = StrictJson.exact(LIMITS);

    private PacketJson() {}

    /** Reads any JSON value; fails unless the bytes are exactly one, of 200,000 tokens at most. */
    public static JsonNode read(byte[] bytes) throws JsonRefused {
        return READER.tree(bytes);
    }

    /** Walks through a document of any number of tokens, without a tree of it. */
    public static <T> T walk(byte[] bytes, StrictJson.Reading<T> reading) throws JsonRefused {
        return OWN.read(bytes, reading);
    }

    /** Reads JSON that we wrote ourselves. */
    public static JsonNode readOwn(String json) {
        try {
            return OWN.tree(json);
        } catch (JsonRefused broken) {
            throw new IllegalStateException("a stored body is JSON", broken);
        }
    }

    public static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    public static ArrayNode array(Collection<? extends JsonNode> elements) {
        return JsonNodeFactory.instance.arrayNode().addAll(elements);
    }

    public static String text(JsonNode node) {
        return JsonText.of(node);
    }

    public static byte[] bytes(JsonNode node) {
        return JsonText.bytes(node);
    }

    /** True if the text takes more than {@code limit} bytes in UTF-8; short text is not encoded to find out. */
    static boolean hasMoreBytes(String text, long limit) {
        return text.length() * 3L > limit && text.getBytes(StandardCharsets.UTF_8).length > limit;
    }

    /** Identifies the content of a body: the order of an object's members does not matter, everything else does. */
    static String digest(JsonNode body) {
        StringBuilder canonical = new StringBuilder();
        appendCanonical(canonical, body);
        return Sha256.of(canonical.toString()).hex();
    }

    private static void appendCanonical(StringBuilder text, JsonNode node) {
        if (node.isObject()) {
            List<String> names = new ArrayList<>();
            node.fieldNames().forEachRemaining(names::add);
            Collections.sort(names);
            text.append('{');
            for (String name : names) {
                text.append(text(TextNode.valueOf(name))).append(':');
                appendCanonical(text, node.path(name));
                text.append(',');
            }
            text.append('}');
        } else if (node.isArray()) {
            text.append('[');
            for (JsonNode element : node) {
                appendCanonical(text, element);
                text.append(',');
            }
            text.append(']');
        } else {
            text.append(text(node));
        }
    }
}
