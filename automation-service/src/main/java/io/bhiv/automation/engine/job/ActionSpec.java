package io.bhiv.automation.engine.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/**
 * One action as the file states it.
 *
 * @param settings the action's JSON object without {@code type}, already checked against the action's shape and never changed;
 *     references to secrets are still references
 */
public record ActionSpec(String type, JsonNode settings) {

    public static ActionSpec of(String type) {
        return new ActionSpec(type, JsonNodeFactory.instance.objectNode());
    }

    public boolean has(String key) {
        return settings.has(key);
    }

    public String text(String key, String otherwise) {
        return text(key).orElse(otherwise);
    }

    public Optional<String> text(String key) {
        JsonNode value = settings.path(key);
        return value.isValueNode() && !value.isNull() ? Optional.of(value.asText()) : Optional.empty();
    }

    public boolean flag(String key, boolean otherwise) {
        return settings.path(key).asBoolean(otherwise);
    }

    /** The value under the key, or a missing node. */
    public JsonNode at(String key) {
        return settings.path(key);
    }

    /** The object under the key, or an empty one. */
    public ObjectNode object(String key) {
        return settings.path(key) instanceof ObjectNode object ? object : JsonNodeFactory.instance.objectNode();
    }
}
