package io.bhiv.bucket.packet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.bhiv.kit.hash.Sha256;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Identifies the content of a body: the order of an object's members does not matter, everything else does. */
final class Digest {

    private Digest() {}

    static String of(JsonNode body) {
        StringBuilder canonical = new StringBuilder();
        append(canonical, body);
        return Sha256.of(canonical.toString()).hex();
    }

    private static void append(StringBuilder text, JsonNode node) {
        if (node.isObject()) {
            List<String> names = new ArrayList<>();
            node.fieldNames().forEachRemaining(names::add);
            Collections.sort(names);
            text.append('{');
            for (String name : names) {
                text.append(PacketJson.text(TextNode.valueOf(name))).append(':');
                append(text, node.path(name));
                text.append(',');
            }
            text.append('}');
        } else if (node.isArray()) {
            text.append('[');
            for (JsonNode element : node) {
                append(text, element);
                text.append(',');
            }
            text.append(']');
        } else {
            text.append(PacketJson.text(node));
        }
    }
}
