package io.bhiv.client;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the bridge's answers. */
final class JsonReader {

    private static final JsonFactory JSON = new JsonFactory();

    private JsonReader() {}

    /** The text fields of one JSON object, nested values left out; empty where the text is not one JSON object. */
    static Optional<Map<String, @Nullable Object>> object(String json) {
        try (JsonParser parser = JSON.createParser(json)) {
            return parser.nextToken() == JsonToken.START_OBJECT ? Optional.of(fields(parser)) : Optional.empty();
        } catch (JsonProcessingException notJson) {
            return Optional.empty();
        } catch (IOException impossible) {
            throw new IllegalStateException("reading from memory cannot fail", impossible);
        }
    }

    private static Map<String, @Nullable Object> fields(JsonParser parser) throws IOException {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            if (parser.nextToken() == JsonToken.VALUE_STRING) {
                fields.putIfAbsent(name, parser.getText());
            }
            parser.skipChildren();
        }
        return fields;
    }
}
