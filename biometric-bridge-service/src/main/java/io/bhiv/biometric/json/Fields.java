package io.bhiv.biometric.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.SerializedString;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Writes fields of a JSON object; a null is left out. */
final class Fields {

    /** Names are half of the text and always the same: escaped and encoded once. Bounded, because all of them stand in our code. */
    private static final Map<String, SerializedString> NAMES = new ConcurrentHashMap<>();

    private final JsonGenerator json;

    Fields(JsonGenerator json) {
        this.json = json;
    }

    /** An object in place of the whole document or of an element. */
    void object(EventJson.Content content) throws IOException {
        json.writeStartObject();
        content.writeTo(this);
        json.writeEndObject();
    }

    void object(String name, EventJson.Content content) throws IOException {
        name(name);
        object(content);
    }

    void text(String name, @Nullable String value) throws IOException {
        if (value != null) {
            name(name);
            json.writeString(value);
        }
    }

    /** The constant's name, which is its wire name. */
    void constant(String name, @Nullable Enum<?> value) throws IOException {
        if (value != null) {
            name(name);
            json.writeString(value.name());
        }
    }

    void instant(String name, @Nullable Instant value) throws IOException {
        if (value != null) {
            name(name);
            json.writeString(UtcMillis.format(value));
        }
    }

    void number(String name, @Nullable Double value) throws IOException {
        if (value != null) {
            name(name);
            json.writeNumber(value);
        }
    }

    void numberOrNull(String name, @Nullable Double value) throws IOException {
        name(name);
        numberOrNull(value);
    }

    void number(String name, @Nullable Long value) throws IOException {
        if (value != null) {
            name(name);
            json.writeNumber(value);
        }
    }

    void flag(String name, @Nullable Boolean value) throws IOException {
        if (value != null) {
            name(name);
            json.writeBoolean(value);
        }
    }

    void texts(String name, @Nullable List<String> values) throws IOException {
        if (values != null) {
            name(name);
            json.writeStartArray();
            for (String value : values) {
                json.writeString(value);
            }
            json.writeEndArray();
        }
    }

    void numbers(String name, @Nullable List<? extends @Nullable Double> values) throws IOException {
        if (values != null) {
            name(name);
            json.writeStartArray();
            for (Double value : values) {
                numberOrNull(value);
            }
            json.writeEndArray();
        }
    }

    /** Writes one element of a list. */
    @FunctionalInterface
    interface ElementContent<T> {

        void writeTo(T element, Fields fields) throws IOException;
    }

    <T> void objects(String name, @Nullable List<T> elements, ElementContent<T> content) throws IOException {
        if (elements != null) {
            name(name);
            json.writeStartArray();
            for (T element : elements) {
                object(fields -> content.writeTo(element, fields));
            }
            json.writeEndArray();
        }
    }

    /** Free attributes: texts, numbers and flags. */
    void attributes(Map<String, Object> attributes) throws IOException {
        for (Map.Entry<String, Object> attribute : attributes.entrySet()) {
            json.writeFieldName(attribute.getKey());
            json.writePOJO(attribute.getValue());
        }
    }

    private void numberOrNull(@Nullable Double value) throws IOException {
        if (value == null) {
            json.writeNull();
        } else {
            json.writeNumber(value);
        }
    }

    private void name(String name) throws IOException {
        json.writeFieldName(NAMES.computeIfAbsent(name, SerializedString::new));
    }
}
