package io.bhiv.automation.engine.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/** The settings of an action: a JSON object that is never changed after it was read. */
public record Settings(JsonNode json) {

    public static Settings none() {
        return new Settings(JsonNodeFactory.instance.objectNode());
    }

    public boolean has(String key) {
        return json.has(key);
    }

    public String text(String key, String otherwise) {
        return text(key).orElse(otherwise);
    }

    public Optional<String> text(String key) {
        JsonNode value = json.path(key);
        return value.isValueNode() && !value.isNull() ? Optional.of(value.asText()) : Optional.empty();
    }

    public boolean flag(String key, boolean otherwise) {
        return json.path(key).asBoolean(otherwise);
    }

    /** The value under the key, or a missing node. */
    public JsonNode at(String key) {
        return json.path(key);
    }

    /** The object under the key, or an empty one. */
    public ObjectNode object(String key) {
        return json.path(key) instanceof ObjectNode object ? object : JsonNodeFactory.instance.objectNode();
    }
}
