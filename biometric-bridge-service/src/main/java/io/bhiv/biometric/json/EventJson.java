package io.bhiv.biometric.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.bhiv.model.biometric.BiometricEvent;
import io.bhiv.model.trigger.HealthTrigger;
import java.io.ByteArrayOutputStream;
import java.io.IOException;

/**
 * Writes events and triggers as UTF-8 JSON. Safe for any thread.
 *
 * <p>Field by field instead of by reflection: a delivery becomes some twenty events, and this is the largest share of their cost. A test
 * compares the result with what the annotations of the records give.
 */
public final class EventJson {

    private static final JsonFactory FACTORY = new JsonFactory();
    private static final int USUAL_SIZE = 2_000;

    private EventJson() {}

    public static byte[] bytes(BiometricEvent event) {
        return written(fields -> EventFields.write(event, fields));
    }

    public static byte[] bytes(HealthTrigger trigger) {
        return written(fields -> TriggerFields.write(trigger, fields));
    }

    /** Writes one JSON object. */
    @FunctionalInterface
    interface Content {

        void writeTo(Fields fields) throws IOException;
    }

    private static byte[] written(Content content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(USUAL_SIZE);
        try (JsonGenerator json = FACTORY.createGenerator(bytes)) {
            content.writeTo(new Fields(json));
        } catch (IOException e) {
            throw new IllegalStateException("memory can always be written", e);
        }
        return bytes.toByteArray();
    }
}
