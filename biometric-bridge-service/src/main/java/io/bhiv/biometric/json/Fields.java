package io.bhiv.biometric.json;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes fields of a JSON object; a null is left out. */
final class Fields {

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
        json.writeFieldName(name);
        object(content);
    }

    void text(String name, @Nullable String value) throws IOException {
        if (value != null) {
            json.writeStringField(name, value);
        }
    }

    /** The constant's name, which is its wire name. */
    void word(String name, @Nullable Enum<?> value) throws IOException {
        if (value != null) {
            json.writeStringField(name, value.name());
        }
    }

    void instant(String name, @Nullable Instant value) throws IOException {
        if (value != null) {
            json.writeStringField(name, UtcMillis.format(value));
        }
    }

    void number(String name, @Nullable Double value) throws IOException {
        if (value != null) {
            json.writeNumberField(name, value);
        }
    }

    void numberOrNull(String name, @Nullable Double value) throws IOException {
        json.writeFieldName(name);
        numberOrNull(value);
    }

    void number(String name, @Nullable Long value) throws IOException {
        if (value != null) {
            json.writeNumberField(name, value);
        }
    }

    void truth(String name, @Nullable Boolean value) throws IOException {
        if (value != null) {
            json.writeBooleanField(name, value);
        }
    }

    void texts(String name, @Nullable List<String> values) throws IOException {
        if (values != null) {
            json.writeArrayFieldStart(name);
            for (String value : values) {
                json.writeString(value);
            }
            json.writeEndArray();
        }
    }

    void numbers(String name, @Nullable List<? extends @Nullable Double> values) throws IOException {
        if (values != null) {
            json.writeArrayFieldStart(name);
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
            json.writeArrayFieldStart(name);
            for (T element : elements) {
                object(fields -> content.writeTo(element, fields));
            }
            json.writeEndArray();
        }
    }

    /** Free attributes: texts, numbers and truths. */
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
}
