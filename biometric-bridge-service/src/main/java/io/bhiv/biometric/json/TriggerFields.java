package io.bhiv.biometric.json;

import io.bhiv.model.trigger.Evidence;
import io.bhiv.model.trigger.HealthTrigger;
import java.io.IOException;

/** The fields of a {@link HealthTrigger}. */
final class TriggerFields {

    private TriggerFields() {}

    static void write(HealthTrigger trigger, Fields document) throws IOException {
        document.object(json -> {
            json.text("trigger_id", trigger.triggerId().toString());
            json.text("event_id", trigger.eventId().toString());
            json.text("tenant_id", trigger.tenantId());
            json.text("subject_id", trigger.subjectId());
            json.text("connection_id", trigger.connectionId());
            json.text("rule", trigger.rule());
            json.constant("type", trigger.type());
            json.constant("severity", trigger.severity());
            json.text("recommendation", trigger.recommendation().wireName());
            json.object("evidence", part -> evidence(trigger.evidence(), part));
            json.text("explanation", trigger.explanation());
            json.text("disclaimer", trigger.disclaimer());
            json.instant("occurred_at", trigger.occurredAt());
            json.instant("received_at", trigger.receivedAt());
        });
    }

    private static void evidence(Evidence evidence, Fields json) throws IOException {
        json.text("metric", evidence.metric().wireName());
        json.numberOrNull("value", evidence.value());
        json.text("unit", evidence.unit());
        json.number("threshold", evidence.threshold());
        json.constant("statistic", evidence.statistic());
        json.constant("context", evidence.context());
        json.text("source", evidence.source());
        json.text("local_date", evidence.localDate());
    }
}
