package io.bhiv.biometric.trigger;

import io.bhiv.kit.hash.Sha256;
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
import io.bhiv.trigger.night.Withdrawal;
import io.bhiv.trigger.parameters.Metric;
import java.nio.ByteBuffer;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What of an event the rules are given that know the person: one value of a night, that it is so no more, or what the person said about
 * the night.
 *
 * <p>A value of the main sleep is nocturnal, filed under the provider's day. An RMSSD of any other time is a spot value, which only the
 * fixed limits see. SDNN is another quantity and is never given; nor are series. A version without a value, or of another time than the
 * main sleep, withdraws the value that an earlier version had.
 */
final class NightArrivals {

    static final String TAG = "tag";
    private static final int LONGEST_SOURCE = 100;
    private static final int NOON = 12;

    private NightArrivals() {}

    static Stream<NightArrival> of(BiometricEvent event) {
        return arrivals(event)
                .map(arrival -> new NightArrival(
                        event.subject().subjectId(), event.subject().connectionId(), arrival));
    }

    private static Stream<Arrival> arrivals(BiometricEvent event) {
        if (event.eventKind() == EventKind.SESSION) {
            return Stream.ofNullable(event.operation() == Operation.UPSERT ? tag(event) : null);
        }
        Metric metric = metric(event);
        if (metric == null) {
            return Stream.empty();
        }
        int origin = origin(event);
        Observation value = event.operation() == Operation.UPSERT ? value(event, metric, origin) : null;
        return value != null && value.context() == MeasurementContext.NOCTURNAL
                ? Stream.of(value)
                : Stream.concat(
                        Stream.of(new Withdrawal(origin, event.provenance().receivedAt())), Stream.ofNullable(value));
    }

    /** The same for every version of a fact, and never 0. */
    private static int origin(BiometricEvent event) {
        int hash = ByteBuffer.wrap(Sha256.of(event.idempotencyKey()).bytes()).getInt();
        return hash == 0 ? 1 : hash;
    }

    /** What is tagged in the afternoon or evening concerns the night that follows. */
    private static @Nullable Arrival tag(BiometricEvent event) {
        LocalDate day = event.effective().localDate();
        if (day == null) {
            return null;
        }
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

    private static @Nullable Observation value(BiometricEvent event, Metric metric, int origin) {
        LocalDate day = event.effective().localDate();
        Double value = event.value();
        if (day == null || value == null || event.valueStatus() != ValueStatus.PRESENT) {
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
                event.provenance().receivedAt(),
                origin);
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
