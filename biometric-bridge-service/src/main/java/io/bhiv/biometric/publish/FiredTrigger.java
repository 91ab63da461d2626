package io.bhiv.biometric.publish;

import io.bhiv.model.trigger.Severity;
import java.time.Instant;
import java.util.UUID;

/**
 * A trigger of a person's night on its way to Kafka.
 *
 * @param body the trigger as JSON
 */
@SuppressWarnings("ArrayRecordComponent")
public record FiredTrigger(
        UUID triggerId,
        String subjectId,
        String tenantId,
        String rule,
        Severity severity,
        Instant firedAt,
        byte[] body) {

    /** What may stand in a log: no person, no value. */
    @Override
    public String toString() {
        return "FiredTrigger[" + triggerId + ' ' + rule + ' ' + severity + ']';
    }
}
