package io.bhiv.biometric.provider.terra;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bhiv.biometric.json.StrictJson;
import io.bhiv.biometric.json.Utf8;
import java.io.IOException;
import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The outside of a delivery: its small fields, and where its data lies.
 *
 * <p>The whole document is walked through once with the strict parser, so whatever is read later from the data's bytes is well-formed.
 */
@SuppressWarnings("ArrayRecordComponent")
record TerraEnvelope(Part fields, byte[] body, int dataFrom, int dataTo) {

    private static final String DATA = "data";

    private static final Set<String> SMALL_FIELDS = Set.of(
            "type",
            "status",
            "reason",
            "user",
            "new_user",
            "old_user",
            "user_id",
            "reference_id",
            "scopes_added",
            "scopes_removed",
            "url",
            "expires_in",
            "event_id");

    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

    /** Null when the bytes are not one JSON object. */
    static @Nullable TerraEnvelope read(byte[] received) {
        byte[] body = withoutMark(received);
        if (!Utf8.isText(body)) {
            return null;
        }
        try (JsonParser parser = StrictJson.FACTORY.createParser(body)) {
            return read(parser, body);
        } catch (IOException e) {
            return null;
        }
    }

    private static @Nullable TerraEnvelope read(JsonParser parser, byte[] body) throws IOException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            return null;
        }
        ObjectNode fields = JsonNodeFactory.instance.objectNode();
        int from = 0;
        int to = 0;
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            parser.nextToken();
            if (name.equals(DATA)) {
                from = (int) parser.currentTokenLocation().getByteOffset();
                parser.skipChildren();
                to = (int) parser.currentLocation().getByteOffset();
            } else if (SMALL_FIELDS.contains(name)) {
                fields.set(name, StrictJson.tree(parser));
            } else {
                parser.skipChildren();
            }
        }
        return parser.nextToken() == null ? new TerraEnvelope(new Part(fields, ""), body, from, to) : null;
    }

    boolean hasList() {
        return dataTo > dataFrom && body[dataFrom] == '[';
    }

    /** Data of a kind that no type of record comes in. */
    boolean hasNoUsableData() {
        return dataTo > dataFrom && body[dataFrom] != '[' && body[dataFrom] != 'n';
    }

    /** Data that is one object. */
    @Nullable
    JsonNode object() {
        if (dataTo <= dataFrom || body[dataFrom] != '{') {
            return null;
        }
        try (JsonParser parser = data()) {
            parser.nextToken();
            return StrictJson.tree(parser);
        } catch (IOException e) {
            throw new IllegalStateException("the envelope has been walked through, so its data must be readable", e);
        }
    }

    /** Each element of the data in turn, until the visitor has enough; an element that is no object is given as null. */
    void forEachElement(Visitor visitor) {
        try (JsonParser parser = data()) {
            parser.nextToken();
            boolean more = true;
            for (int index = 0; more && parser.nextToken() != JsonToken.END_ARRAY; index++) {
                more = visitor.visit(index, element(parser));
            }
        } catch (IOException e) {
            throw new IllegalStateException("the envelope has been walked through, so its data must be readable", e);
        }
    }

    /** Sees one element at a time; answers whether it wants more. */
    interface Visitor {

        boolean visit(int index, @Nullable JsonNode element);
    }

    private static @Nullable JsonNode element(JsonParser parser) throws IOException {
        if (parser.currentToken() == JsonToken.START_OBJECT) {
            return StrictJson.tree(parser);
        }
        parser.skipChildren();
        return null;
    }

    /** Without what it holds. */
    @Override
    public String toString() {
        return "TerraEnvelope[" + body.length + " bytes]";
    }

    private JsonParser data() throws IOException {
        return StrictJson.checkedParts().createParser(body, dataFrom, dataTo - dataFrom);
    }

    private static byte[] withoutMark(byte[] body) {
        boolean marked = body.length >= BYTE_ORDER_MARK.length
                && Arrays.equals(body, 0, BYTE_ORDER_MARK.length, BYTE_ORDER_MARK, 0, BYTE_ORDER_MARK.length);
        return marked ? Arrays.copyOfRange(body, BYTE_ORDER_MARK.length, body.length) : body;
    }
}
