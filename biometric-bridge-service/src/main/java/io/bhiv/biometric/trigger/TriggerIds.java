package io.bhiv.biometric.trigger;

import io.bhiv.kit.hash.NameUuid;
import io.bhiv.model.biometric.BiometricEvent;
import io.bhiv.model.trigger.Severity;
import java.util.UUID;

/** Ids of triggers: a hash of rule, event and severity, as a UUID of version 8. */
final class TriggerIds {

    private TriggerIds() {}

    static UUID of(String rule, BiometricEvent event, Severity severity) {
        return NameUuid.v8(rule + '|' + event.eventId() + '|' + severity);
    }
}
