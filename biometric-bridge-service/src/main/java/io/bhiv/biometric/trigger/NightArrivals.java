package io.bhiv.biometric.trigger;

import io.bhiv.model.biometric.BiometricEvent;
import io.bhiv.model.biometric.Channel;
import io.bhiv.model.biometric.EventKind;
import io.bhiv.model.biometric.Operation;
import io.bhiv.model.biometric.Provenance;
import io.bhiv.model.biometric.Quality;
import io.bhiv.model.biometric.Statistic;
import io.bhiv.model.biometric.ValueStatus;
import io.bhiv.trigger.night.Arrival;
import io.bhiv.trigger.night.MeasurementContext;
import io.bhiv.trigger.night.NightTag;
import io.bhiv.trigger.night.Observation;
import io.bhiv.trigger.night.Tag;
import io.bhiv.trigger.parameters.Metric;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What of an event the rules are given that know the person: one value of a night, or what the person said about it.
 *
 * <p>A value of the main sleep is nocturnal, filed under the provider's day. An RMSSD of any other time is a spot value, which only the
 * fixed limits see. SDNN is another quantity and is never given; nor are series, missing values and withdrawals.
 */
final class NightArrivals {

    static final String TAG = "tag";
    private static final int LONGEST_SOURCE = 100;
    private static final int NOON = 12;

    private NightArrivals() {}

    static Optional<NightArrival> of(BiometricEvent event) {
        LocalDate day = event.effective().localDate();
        if (day == null || event.operation() != Operation.UPSERT) {
            return Optional.empty();
        }
        Arrival arrival = event.eventKind() == EventKind.SESSION ? tag(event, day) : value(event, day);
        return arrival == null
                ? Optional.empty()
                : Optional.of(new NightArrival(
                        event.subject().subjectId(), event.subject().connectionId(), arrival));
    }

    /** What is tagged in the afternoon or evening concerns the night that follows. */
    private static @Nullable Arrival tag(BiometricEvent event, LocalDate day) {
        Map<String, Object> extensions = event.extensions();
        String name = extensions == null ? "" : String.valueOf(extensions.get(TAG));
        String offset = event.effective().zoneOffset();
        int hour = event.effective()
                .start()
                .atOffset(offset == null ? ZoneOffset.UTC : ZoneOffset.of(offset))
                .getHour();
        return Tag.ofWireName(name)
                .map(tag -> new NightTag(
                        tag,
                        hour >= NOON ? day.plusDays(1) : day,
                        event.provenance().receivedAt()))
                .orElse(null);
    }

    private static @Nullable Arrival value(BiometricEvent event, LocalDate day) {
        Double value = event.value();
        Metric metric = metric(event);
        if (metric == null || value == null || event.valueStatus() != ValueStatus.PRESENT) {
            return null;
        }
        boolean nocturnal = event.context() == io.bhiv.model.biometric.MeasurementContext.SLEEP;
        if (!nocturnal && metric != Metric.RMSSD) {
            return null;
        }
        return new Observation(
                metric,
                value,
                day,
                source(event.provenance()),
                nocturnal ? MeasurementContext.NOCTURNAL : MeasurementContext.SPOT,
                isFinal(event.quality()),
                event.provenance().channel() == Channel.BACKFILL,
                event.provenance().receivedAt());
    }

    private static @Nullable Metric metric(BiometricEvent event) {
        Statistic statistic = event.statistic();
        boolean mean = statistic == Statistic.MEAN;
        return switch (event.metric()) {
            case HRV_RMSSD -> mean || statistic == Statistic.INSTANT ? Metric.RMSSD : null;
            case RESTING_HEART_RATE -> mean || statistic == Statistic.MIN ? Metric.RHR : null;
            case RESPIRATORY_RATE -> mean ? Metric.RESP_RATE : null;
            case SKIN_TEMPERATURE -> mean ? Metric.SKIN_TEMP : null;
            case SKIN_TEMPERATURE_DEVIATION -> Metric.SKIN_TEMP;
            case SPO2 -> mean ? Metric.SPO2 : null;
            default -> null;
        };
    }

    private static String source(Provenance provenance) {
        String brand = provenance.upstreamProvider();
        String provider = provenance.provider().wireName();
        String source = brand == null ? provider : provider + ':' + brand;
        return source.length() <= LONGEST_SOURCE ? source : source.substring(0, LONGEST_SOURCE);
    }

    /** A tentative night will be corrected; a device that still learns its wearer gives no last word either. */
    private static boolean isFinal(@Nullable Quality quality) {
        return quality == null
                || !(Boolean.TRUE.equals(quality.tentative()) || Boolean.TRUE.equals(quality.calibrating()));
    }
}
