package io.bhiv.biometric.json;

import io.bhiv.model.trigger.Evidence;
import io.bhiv.model.trigger.Evidence.Baseline;
import io.bhiv.model.trigger.HealthTrigger;
import io.bhiv.model.trigger.HealthTrigger.Personal;
import java.io.IOException;

/** The fields of a {@link HealthTrigger}. */
final class TriggerFields {

    private TriggerFields() {}

    static void write(HealthTrigger trigger, Fields document) throws IOException {
        document.object(json -> {
            json.text("trigger_id", trigger.triggerId().toString());
            json.text(
                    "event_id",
                    trigger.eventId() == null ? null : trigger.eventId().toString());
            json.text("tenant_id", trigger.tenantId());
            json.text("subject_id", trigger.subjectId());
            json.text("connection_id", trigger.connectionId());
            json.text("rule", trigger.rule());
            json.constant("type", trigger.type());
            json.constant("severity", trigger.severity());
            json.text("recommendation", trigger.recommendation().wireName());
            Evidence evidence = trigger.evidence();
            if (evidence != null) {
                json.object("evidence", part -> evidence(evidence, part));
            }
            json.text("explanation", trigger.explanation());
            json.text("disclaimer", trigger.disclaimer());
            json.instant("occurred_at", trigger.occurredAt());
            json.instant("received_at", trigger.receivedAt());
            Personal personal = trigger.personal();
            if (personal != null) {
                json.object("personal", part -> personal(personal, part));
            }
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
        Baseline baseline = evidence.baseline();
        if (baseline != null) {
            json.object("baseline", part -> baseline(baseline, part));
        }
    }

    private static void baseline(Baseline baseline, Fields json) throws IOException {
        json.number("usual", baseline.usual());
        json.number("low", baseline.low());
        json.number("high", baseline.high());
        json.number("recent", baseline.recent());
        json.number("z", baseline.z());
        json.number("delta", baseline.delta());
        json.number("p", baseline.p());
        json.number("n_base", (long) baseline.nights());
        json.number("n_recent", (long) baseline.recentNights());
    }

    private static void personal(Personal personal, Fields json) throws IOException {
        json.text("night", personal.night());
        json.text("status", personal.status());
        json.text("opened_on", personal.openedOn());
        json.texts("contributing", personal.contributing());
        json.objects("also_unusual", personal.alsoUnusual(), (other, part) -> evidence(other, part));
        json.texts("explained_by", personal.explainedBy());
        json.text("engine_version", personal.engineVersion());
        json.text("params_hash", personal.parametersHash());
    }
}
