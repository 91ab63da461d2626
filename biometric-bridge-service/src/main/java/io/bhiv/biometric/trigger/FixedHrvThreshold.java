package io.bhiv.biometric.trigger;

import io.bhiv.kit.hash.NameUuid;
import io.bhiv.model.biometric.BiometricEvent;
import io.bhiv.model.biometric.EventKind;
import io.bhiv.model.biometric.MeasurementContext;
import io.bhiv.model.biometric.Metric;
import io.bhiv.model.biometric.Operation;
import io.bhiv.model.biometric.Provenance;
import io.bhiv.model.biometric.ValueStatus;
import io.bhiv.model.trigger.Evidence;
import io.bhiv.model.trigger.HealthTrigger;
import io.bhiv.model.trigger.Recommendation;
import io.bhiv.model.trigger.Severity;
import io.bhiv.model.trigger.TriggerType;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Fires on an RMSSD below fixed limits, the same for all persons.
 *
 * <p>It evaluates the raw value: no plausibility check, no baseline, no state. SDNN is another quantity and never fires it; neither does a
 * series, a missing value (as which an RMSSD of 0 is published), a withdrawal, or a value that is old when it arrives, or when it is read
 * at last after it waited with us. The id of a trigger comes from the person, the day that the value is filed under, its context and the
 * severity: the same night sent again, recorded anew, sent by another provider too, or corrected without crossing a limit, fires the same
 * trigger.
 */
public final class FixedHrvThreshold {

    static final String RULE = "FIXED_RMSSD";

    /** Waiting with us that makes no value older: an outage of minutes around midnight must not silence a night. */
    private static final Duration WAITED_A_LITTLE = Duration.ofHours(6);

    private final double criticalBelow;
    private final double highBelow;
    private final int maximumAge;

    /**
     * Limits of RMSSD in milliseconds; a value fires when it is strictly below.
     *
     * @param maximumAge a value that arrives, or is read, more days than this after its date fires nothing
     */
    public FixedHrvThreshold(double criticalBelow, double highBelow, int maximumAge) {
        if (!(criticalBelow > 0) || !(highBelow >= criticalBelow) || Double.isInfinite(highBelow)) {
            throw new IllegalArgumentException("thresholds must be finite, above 0 and not crossed");
        }
        this.criticalBelow = criticalBelow;
        this.highBelow = highBelow;
        this.maximumAge = maximumAge;
    }

    /** @param now when the event is read, which is long after its receipt where it waited with us */
    Optional<HealthTrigger> evaluate(BiometricEvent event, Instant now) {
        Double value = event.value();
        if (!concerns(event) || value == null || !Double.isFinite(value) || ageInDays(event, now) > maximumAge) {
            return Optional.empty();
        }
        if (value < criticalBelow) {
            return Optional.of(fired(event, value, Level.CRITICAL, criticalBelow));
        }
        return value < highBelow ? Optional.of(fired(event, value, Level.HIGH, highBelow)) : Optional.empty();
    }

    private static boolean concerns(BiometricEvent event) {
        return event.metric() == Metric.HRV_RMSSD
                && event.eventKind() == EventKind.MEASUREMENT
                && event.operation() == Operation.UPSERT
                && event.valueStatus() == ValueStatus.PRESENT;
    }

    /** Counted as for a person's nights: from the date that the provider files the value under, in UTC. */
    private static long ageInDays(BiometricEvent event, Instant now) {
        Instant received = event.provenance().receivedAt();
        Instant waited = now.minus(WAITED_A_LITTLE);
        return ChronoUnit.DAYS.between(day(event), date(waited.isAfter(received) ? waited : received));
    }

    private static LocalDate day(BiometricEvent event) {
        LocalDate filed = event.effective().localDate();
        Instant end = event.effective().end();
        return filed == null ? date(end == null ? event.effective().start() : end) : filed;
    }

    private static LocalDate date(Instant at) {
        return LocalDate.ofInstant(at, ZoneOffset.UTC);
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
                id(event, level),
                event.eventId(),
                event.tenantId(),
                event.subject().subjectId(),
                event.subject().connectionId(),
                RULE,
                level.type,
                level.severity,
                level.recommendation,
                evidence,
                explanation(evidence, threshold),
                HealthTrigger.DISCLAIMER,
                end == null ? event.effective().start() : end,
                event.provenance().receivedAt(),
                null);
    }

    private static UUID id(BiometricEvent event, Level level) {
        MeasurementContext context = event.context() == null ? MeasurementContext.UNKNOWN : event.context();
        return NameUuid.v8(String.join(
                "|", RULE, event.subject().subjectId(), day(event).toString(), context.name(), level.severity.name()));
    }

    private static Evidence evidence(BiometricEvent event, double value, double threshold) {
        Provenance provenance = event.provenance();
        String brand = provenance.upstreamProvider();
        String provider = provenance.provider().wireName();
        return Evidence.ofLimit(
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

    /** Explains in plain words why the rule fired. Every number comes from the evidence, and no disease is ever named. */
    private static String explanation(Evidence evidence, double threshold) {
        return "Your heart rate variability (RMSSD) " + when(evidence.context()) + "was " + plain(evidence.value())
                + ' ' + evidence.unit() + ", which is below the fixed limit of " + plain(threshold) + ' '
                + evidence.unit() + ". Poor sleep, alcohol, hard training, travel, stress or an infection can all do"
                + " this, and for many healthy people such a value is usual. This is wellness information, not a"
                + " diagnosis; if you feel unwell, seek care whatever this says.";
    }

    private static String when(@Nullable MeasurementContext context) {
        if (context == null) {
            return "";
        }
        return switch (context) {
            case SLEEP -> "during your sleep ";
            case NAP -> "during your nap ";
            case WORKOUT -> "during your workout ";
            case DAY -> "over the day ";
            case REST, AWAKE -> "at rest ";
            case UNKNOWN -> "";
        };
    }

    /** Without an exponent or trailing zeros: 43, 24.9. */
    private static String plain(double number) {
        return BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
    }
}
