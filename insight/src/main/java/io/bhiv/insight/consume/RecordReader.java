package io.bhiv.insight.consume;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import io.bhiv.kit.count.Latency;
import io.bhiv.model.insight.GaugeReading;
import io.bhiv.model.insight.InsightEvent;
import io.bhiv.model.insight.InsightRecord;
import io.bhiv.model.insight.InsightReport;
import io.bhiv.model.insight.LoopReading;
import io.bhiv.model.insight.TallyReading;
import io.bhiv.model.insight.Timing;
import io.bhiv.model.insight.Vitals;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Turns the bytes of a record into what a service reported. Empty for whatever is not that: anybody may write to a topic. */
@ApplicationScoped
class RecordReader {

    static final int LARGEST = 512 * 1024;
    private static final int LONGEST = 300;
    private static final int MOST_GAUGES = 2_000;
    private static final int MOST_READINGS = 500;
    /** In one bucket of one report. */
    private static final long MOST_TIMED = Integer.MAX_VALUE;

    static final Duration OLDEST = Duration.ofHours(24);

    private static final Duration AHEAD = Duration.ofMinutes(10);

    private final ObjectReader records;

    RecordReader(ObjectMapper json) {
        this.records = json.readerFor(InsightRecord.class)
                .without(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                // A word of a newer version must not cost a whole report, and not its event.
                .with(DeserializationFeature.READ_UNKNOWN_ENUM_VALUES_USING_DEFAULT_VALUE)
                .with(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES);
    }

    Optional<InsightRecord> read(byte @Nullable [] value, Instant now) {
        if (value == null || value.length == 0 || value.length > LARGEST) {
            return Optional.empty();
        }
        try {
            InsightRecord record = records.readValue(value);
            return Optional.ofNullable(record)
                    .filter(one -> isWhole(one) && one.at().isBefore(now.plus(AHEAD)));
        } catch (JsonProcessingException unreadable) {
            return Optional.empty();
        } catch (IOException | RuntimeException unreadable) {
            // A constructor refused a value that is missing.
            return Optional.empty();
        }
    }

    /** Counts of a time that has no partition could never be stored. */
    static boolean isTooOld(InsightRecord record, Instant now) {
        return !record.at().isAfter(now.minus(OLDEST));
    }

    private static boolean isWhole(InsightRecord record) {
        return record.boot() != null
                && record.at() != null
                && record.sequence() > 0
                && areNames(Stream.of(record.service(), record.replica()))
                && switch (record) {
                    case InsightReport report -> isWhole(report);
                    case InsightEvent event -> isWhole(event);
                };
    }

    private static boolean isWhole(InsightReport report) {
        return report.startedAt() != null
                && areNames(
                        report.counts().stream().flatMap(one -> Stream.of(one.intake(), one.outcome(), one.reason())))
                && areNames(report.timings().stream().flatMap(one -> Stream.of(one.name(), one.subject())))
                && report.timings().stream().allMatch(RecordReader::isWhole)
                && (report.vitals() == null || isWhole(report.vitals()));
    }

    /** Its buckets exist and hold no more than was timed. */
    @SuppressWarnings("NullAway") // JSON may have a null for a count.
    private static boolean isWhole(Timing timing) {
        SortedMap<Integer, @Nullable Long> buckets = timing.buckets();
        return buckets == null
                || buckets.isEmpty()
                || (buckets.firstKey() >= 0
                        && buckets.lastKey() < Latency.BUCKETS
                        && buckets.values().stream()
                                .allMatch(count -> count != null && count > 0 && count <= MOST_TIMED)
                        && buckets.values().stream().mapToLong(Long::longValue).sum() <= timing.count());
    }

    private static boolean isWhole(Vitals vitals) {
        return vitals.gauges().size() <= MOST_GAUGES
                && Stream.of(vitals.notReady(), vitals.loops(), vitals.dependencies(), vitals.tallies())
                        .allMatch(list -> list.size() <= MOST_READINGS)
                && areNames(vitals.notReady().stream())
                && areNames(vitals.gauges().stream().map(GaugeReading::name))
                && areNames(vitals.gauges().stream()
                        .flatMap(one -> one.labels().entrySet().stream())
                        .flatMap(label -> Stream.of(label.getKey(), label.getValue())))
                && areNames(vitals.loops().stream().map(LoopReading::loop))
                && areNames(vitals.dependencies().stream().flatMap(one -> Stream.of(one.name(), one.breaker())))
                && vitals.dependencies().stream().allMatch(one -> one.state() != null)
                && areNames(vitals.tallies().stream().map(TallyReading::intake))
                && vitals.tallies().stream()
                        .allMatch(one -> one.from() != null && one.until() != null && one.countedAt() != null);
    }

    private static boolean isWhole(InsightEvent event) {
        return event.kind() != null
                && event.severity() != null
                && areNames(Stream.of(event.subject(), event.reason()))
                && event.detail() != null
                && event.detail().length() <= 4 * LONGEST;
    }

    @SuppressWarnings("NullAway") // JSON may leave out what the record declares.
    private static boolean areNames(Stream<@Nullable String> names) {
        return names.allMatch(name -> name != null && name.length() <= LONGEST);
    }
}
