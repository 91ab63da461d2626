package io.bhiv.biometric.trigger;

import io.bhiv.model.biometric.BiometricEvent;
import io.bhiv.model.trigger.Severity;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/** Ids of triggers: a hash of rule, event and severity, as a UUID of version 8. */
final class TriggerIds {

    private TriggerIds() {}

    static UUID of(String rule, BiometricEvent event, Severity severity) {
        String name = rule + '|' + event.eventId() + '|' + severity;
        try {
            ByteBuffer bytes =
                    ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8)));
            long high = (bytes.getLong() & 0xffffffffffff0fffL) | 0x8000L;
            long low = (bytes.getLong() & 0x3fffffffffffffffL) | 0x8000000000000000L;
            return new UUID(high, low);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform must offer SHA-256", e);
        }
    }
}
