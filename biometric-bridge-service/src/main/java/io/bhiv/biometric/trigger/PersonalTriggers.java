package io.bhiv.biometric.trigger;

import io.bhiv.kit.hash.NameUuid;
import io.bhiv.model.biometric.MeasurementContext;
import io.bhiv.model.biometric.Metric;
import io.bhiv.model.trigger.Evidence;
import io.bhiv.model.trigger.Evidence.Baseline;
import io.bhiv.model.trigger.HealthTrigger;
import io.bhiv.model.trigger.HealthTrigger.Personal;
import io.bhiv.model.trigger.Recommendation;
import io.bhiv.model.trigger.Severity;
import io.bhiv.model.trigger.TriggerType;
import io.bhiv.trigger.explain.Trigger;
import io.bhiv.trigger.night.Tag;
import java.time.Instant;
import java.util.List;

/** What fired for a person's night, as it is published. */
public final class PersonalTriggers {

    private PersonalTriggers() {}

    /**
     * The trigger as it goes to Kafka.
     *
     * @param evaluatedAt when the night was evaluated
     */
    public static HealthTrigger published(Trigger fired, String tenantId, Instant evaluatedAt) {
        List<Evidence> evidence = fired.evidence().stream()
                .map(one -> evidence(one, fired.night().toString()))
                .toList();
        return new HealthTrigger(
                NameUuid.v8("night|" + tenantId + '|' + fired.triggerId()),
                null,
                tenantId,
                fired.user(),
                null,
                fired.rule().name(),
                TriggerType.valueOf(fired.type().name()),
                Severity.valueOf(fired.severity().name()),
                Recommendation.valueOf(fired.recommendation().name()),
                evidence.isEmpty() ? null : evidence.getFirst(),
                fired.explanation(),
                HealthTrigger.DISCLAIMER,
                evaluatedAt,
                evaluatedAt,
                new Personal(
                        fired.night().toString(),
                        fired.status().name(),
                        fired.openedOn().toString(),
                        fired.contributing().stream().map(Enum::name).toList(),
                        evidence.size() < 2 ? List.of() : evidence.subList(1, evidence.size()),
                        fired.explainedBy().stream().map(Tag::wireName).toList(),
                        fired.engineVersion(),
                        fired.parametersHash()));
    }

    private static Evidence evidence(io.bhiv.trigger.explain.Evidence one, String night) {
        return new Evidence(
                metric(one),
                one.value(),
                unit(one),
                one.limit(),
                null,
                one.context().equals("nocturnal") ? MeasurementContext.SLEEP : MeasurementContext.UNKNOWN,
                one.source(),
                night,
                new Baseline(
                        one.usual(),
                        one.low(),
                        one.high(),
                        one.recent(),
                        one.z(),
                        one.delta(),
                        one.p(),
                        one.baseNights(),
                        one.recentNights()));
    }

    private static Metric metric(io.bhiv.trigger.explain.Evidence one) {
        return switch (one.metric()) {
            case RMSSD -> Metric.HRV_RMSSD;
            case RHR -> Metric.RESTING_HEART_RATE;
            case RESP_RATE -> Metric.RESPIRATORY_RATE;
            case SKIN_TEMP -> one.deviation() ? Metric.SKIN_TEMPERATURE_DEVIATION : Metric.SKIN_TEMPERATURE;
            case SPO2 -> Metric.SPO2;
        };
    }

    private static String unit(io.bhiv.trigger.explain.Evidence one) {
        return switch (one.metric()) {
            case RMSSD -> "ms";
            case RHR, RESP_RATE -> "/min";
            case SKIN_TEMP -> "Cel";
            case SPO2 -> "%";
        };
    }
}
