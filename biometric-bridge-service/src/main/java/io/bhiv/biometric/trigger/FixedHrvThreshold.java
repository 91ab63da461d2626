package io.bhiv.biometric.trigger;

import io.bhiv.model.biometric.BiometricEvent;
import io.bhiv.model.biometric.EventKind;
import io.bhiv.model.biometric.Metric;
import io.bhiv.model.biometric.Operation;
import io.bhiv.model.biometric.Provenance;
import io.bhiv.model.biometric.ValueStatus;
import io.bhiv.model.trigger.Evidence;
import io.bhiv.model.trigger.HealthTrigger;
import io.bhiv.model.trigger.Recommendation;
import io.bhiv.model.trigger.Severity;
import io.bhiv.model.trigger.TriggerType;
import java.time.Instant;
import java.util.Optional;

/**
 * Fires on an RMSSD below fixed limits, the same for everybody.
 *
 * <p>It sees the raw value: no plausibility check, no baseline, no memory. SDNN is another quantity and never fires it; neither does a
 * series, a missing value or a withdrawal.
 */
public final class FixedHrvThreshold implements TriggerRule {

    static final String RULE = "FIXED_RMSSD";

    private final HrvThresholds thresholds;

    public FixedHrvThreshold(HrvThresholds thresholds) {
        this.thresholds = thresholds;
    }

    @Override
    public Optional<HealthTrigger> evaluate(BiometricEvent event) {
        Double value = event.value();
        if (!concerns(event) || value == null || !Double.isFinite(value)) {
            return Optional.empty();
        }
        if (value < thresholds.criticalBelow()) {
            return Optional.of(fired(event, value, Level.CRITICAL, thresholds.criticalBelow()));
        }
        return value < thresholds.highBelow()
                ? Optional.of(fired(event, value, Level.HIGH, thresholds.highBelow()))
                : Optional.empty();
    }

    private static boolean concerns(BiometricEvent event) {
        return event.metric() == Metric.HRV_RMSSD
                && event.eventKind() == EventKind.MEASUREMENT
                && event.operation() == Operation.UPSERT
                && event.valueStatus() == ValueStatus.PRESENT;
    }

    private enum Level {
        CRITICAL(Severity.CRITICAL, TriggerType.URGENT_INTERVENTION, Recommendation.IMMEDIATE_STRESS_PROTOCOL),
        HIGH(Severity.HIGH, TriggerType.STRESS_INTERVENTION, Recommendation.BREATHING_EXERCISE);

        private final Severity severity;
        private final TriggerType type;
        private final Recommendation recommendation;

        Level(Severity severity, TriggerType type, Recommendation recommendation) {
            this.severity = severity;
            this.type = type;
            this.recommendation = recommendation;
        }
    }

    private static HealthTrigger fired(BiometricEvent event, double value, Level level, double threshold) {
        Evidence evidence = evidence(event, value, threshold);
        Instant end = event.effective().end();
        return new HealthTrigger(
                TriggerIds.of(RULE, event, level.severity),
                event.eventId(),
                event.tenantId(),
                event.subject().subjectId(),
                event.subject().connectionId(),
                RULE,
                level.type,
                level.severity,
                level.recommendation,
                evidence,
                Explanation.of(evidence),
                HealthTrigger.DISCLAIMER,
                end == null ? event.effective().start() : end,
                event.provenance().receivedAt());
    }

    private static Evidence evidence(BiometricEvent event, double value, double threshold) {
        Provenance provenance = event.provenance();
        String brand = provenance.upstreamProvider();
        String provider = provenance.provider().wireName();
        return new Evidence(
                event.metric(),
                value,
                event.unit() == null ? "ms" : event.unit(),
                threshold,
                event.statistic(),
                event.context(),
                brand == null ? provider : provider + ':' + brand,
                event.effective().localDate() == null
                        ? null
                        : event.effective().localDate().toString());
    }
}
