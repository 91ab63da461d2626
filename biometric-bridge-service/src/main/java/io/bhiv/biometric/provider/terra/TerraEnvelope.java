package io.bhiv.biometric.provider.terra;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bhiv.biometric.provider.Part;
import io.bhiv.kit.json.JsonRefused;
import io.bhiv.kit.json.StrictJson;
import io.bhiv.kit.json.Utf8;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The outside of a delivery: its small fields, and where its data lies.
 *
 * <p>The whole document is walked through once with the strict parser, so whatever is read later from the data's bytes is well-formed,
 * and has no more tokens than the reader allows.
 */
@SuppressWarnings("ArrayRecordComponent")
record TerraEnvelope(Part fields, byte[] body, int dataFrom, int dataTo, StrictJson json) {

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

    /** Null when the document is not an object. */
    static @Nullable TerraEnvelope read(byte[] received, StrictJson json) throws JsonRefused {
        byte[] body = Utf8.withoutMark(received);
        return json.read(body, parser -> Optional.ofNullable(read(parser, body, json)))
                .orElse(null);
    }

    private static @Nullable TerraEnvelope read(JsonParser parser, byte[] body, StrictJson json) throws IOException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
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
                fields.set(name, json.value(parser));
            } else {
                parser.skipChildren();
            }
        }
        return new TerraEnvelope(new Part(fields, ""), body, from, to, json);
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
            return json.value(parser);
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

    /** Gets one element at a time; returns whether it takes more. */
    interface Visitor {

        boolean visit(int index, @Nullable JsonNode element);
    }

    private @Nullable JsonNode element(JsonParser parser) throws IOException {
        if (parser.currentToken() == JsonToken.START_OBJECT) {
            return json.value(parser);
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
        return json.part(body, dataFrom, dataTo - dataFrom);
    }
}
