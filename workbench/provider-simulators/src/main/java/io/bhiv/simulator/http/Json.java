package io.bhiv.simulator.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Optional;

/** JSON as trees. */
public final class Json {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private Json() {}

    public static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    /** Empty where the bytes are no JSON object. */
    public static Optional<ObjectNode> read(byte[] bytes) {
        try {
            JsonNode tree = MAPPER.readTree(bytes);
            return tree instanceof ObjectNode object ? Optional.of(object) : Optional.empty();
        } catch (IOException notJson) {
            return Optional.empty();
        }
    }

    /** Compact, as both providers send it. */
    public static byte[] bytes(JsonNode tree) {
        try {
            return MAPPER.writeValueAsBytes(tree);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A tree must be JSON", e);
        }
    }

    /** A member that is a text and not empty. */
    public static Optional<String> text(JsonNode object, String name) {
        return Optional.ofNullable(object.path(name).textValue()).filter(value -> !value.isEmpty());
    }
}
