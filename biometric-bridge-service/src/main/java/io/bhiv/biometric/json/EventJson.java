package io.bhiv.biometric.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.bhiv.model.biometric.BiometricEvent;
import io.bhiv.model.trigger.HealthTrigger;

/** Writes our words as UTF-8 JSON. Safe for any thread. */
public final class EventJson {

    private static final JsonMapper MAPPER =
            JsonMapper.builder().addModule(new JavaTimeModule()).build();

    private static final ObjectWriter EVENTS = MAPPER.writerFor(BiometricEvent.class);
    private static final ObjectWriter TRIGGERS = MAPPER.writerFor(HealthTrigger.class);

    private EventJson() {}

    public static byte[] bytes(BiometricEvent event) {
        return write(EVENTS, event);
    }

    public static byte[] bytes(HealthTrigger trigger) {
        return write(TRIGGERS, trigger);
    }

    private static byte[] write(ObjectWriter writer, Object value) {
        try {
            return writer.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("every word of ours can be written", e);
        }
    }
}
