package io.bhiv.biometric.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.bhiv.kit.json.JsonText;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A place in a record, with its path. What is not there, or is of another type than asked for, reads as nothing. */
public record Part(JsonNode node, String path) {

    private static final int MAX_TEXT = 200;

    /** Without what it holds. */
    @Override
    public String toString() {
        return "Part[" + path + ']';
    }

    public Part in(String field) {
        JsonNode child = node.get(field);
        return child == null ? new Part(MissingNode.getInstance(), path) : new Part(child, path + '.' + field);
    }

    public boolean isObject() {
        return node.isObject();
    }

    /** A finite number; null for anything else: missing is never 0. */
    @Nullable
    public Double number(String field) {
        return finite(node.get(field));
    }

    public static @Nullable Double finite(@Nullable JsonNode value) {
        if (value == null || !value.isNumber()) {
            return null;
        }
        double number = value.doubleValue();
        return Double.isFinite(number) ? number : null;
    }

    /** The field is there and null: the provider knows it and has no value. */
    public boolean isNull(String field) {
        JsonNode value = node.get(field);
        return value != null && value.isNull();
    }

    public boolean isPositive(String field) {
        Double number = number(field);
        return number != null && number > 0;
    }

    /** The field is a text that cannot be stored, and can therefore name nothing. */
    public boolean isUnstorable(String field) {
        JsonNode value = node.get(field);
        return value != null && value.isTextual() && !JsonText.isStorable(value.textValue());
    }

    /** A short text, or a number as text. */
    @Nullable
    public String text(String field) {
        JsonNode value = node.get(field);
        if (value == null || !(value.isTextual() || value.isIntegralNumber())) {
            return null;
        }
        String text = value.asText();
        return text.isBlank() || text.length() > MAX_TEXT || !JsonText.isStorable(text) ? null : text;
    }

    @Nullable
    public RecordedAt time(String field) {
        JsonNode value = node.get(field);
        return value == null || !value.isTextual() ? null : RecordedAt.read(value.textValue());
    }

    /** A whole number, or -1. */
    public int code(String field) {
        JsonNode value = node.get(field);
        return value != null && value.isNumber() ? value.asInt(-1) : -1;
    }

    public boolean isTrue(String field) {
        JsonNode value = node.get(field);
        return value != null && value.isBoolean() && value.booleanValue();
    }

    /** The elements of a list, none when it is no list. */
    public Iterable<JsonNode> elements(String field) {
        JsonNode list = node.get(field);
        return list != null && list.isArray() ? list : List.of();
    }

    /** The numbers of an object by name. */
    public Stream<Map.Entry<String, Double>> numbers() {
        return node.properties().stream()
                .filter(field -> finite(field.getValue()) != null)
                .map(field -> Map.entry(field.getKey(), field.getValue().doubleValue()));
    }
}
