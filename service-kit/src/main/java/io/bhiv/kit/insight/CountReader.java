package io.bhiv.kit.insight;

import io.bhiv.kit.count.IntakeCounters;
import io.bhiv.kit.count.IntakeParts;
import io.bhiv.kit.count.Latencies;
import io.bhiv.kit.count.Latency;
import io.bhiv.kit.count.Latency.Recorded;
import io.bhiv.model.insight.CountDelta;
import io.bhiv.model.insight.Timing;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** What the counters and latencies grew by since they were last read. For one thread at a time. */
final class CountReader {

    /** Of all timings of one report together, so that none exceeds what a record of Kafka may weigh: about 170 kB of text. */
    static final int MOST_BUCKETS = 10_000;

    private final MeterRegistry meters;
    private final Latencies latencies;
    private final Map<Meter.Id, Long> counted = new HashMap<>();
    private final IntakeParts parts;
    private final Map<LongAdder, Long> countedOfParts = new HashMap<>();
    private final Map<Latency, Recorded> timed = new HashMap<>();

    CountReader(MeterRegistry meters, Latencies latencies, IntakeParts parts) {
        this.parts = parts;
        this.meters = meters;
        this.latencies = latencies;
    }

    List<CountDelta> counts() {
        List<CountDelta> grown = new ArrayList<>();
        for (FunctionCounter counter : meters.find(IntakeCounters.METRIC).functionCounters()) {
            long now = (long) counter.count();
            Long before = counted.put(counter.getId(), now);
            long delta = now - (before == null ? 0 : before);
            if (delta != 0) {
                grown.add(
                        new CountDelta(tag(counter, "intake"), tag(counter, "outcome"), tag(counter, "reason"), delta));
            }
        }
        return grown;
    }

    /** Of the parts of intakes, which the counts of their intakes contain. */
    List<CountDelta> partCounts() {
        List<CountDelta> grown = new ArrayList<>();
        parts.all()
                .forEach(part -> part.each((intake, outcome, reason, count) -> {
                    long now = count.sum();
                    Long before = countedOfParts.put(count, now);
                    long delta = now - (before == null ? 0 : before);
                    if (delta != 0) {
                        grown.add(new CountDelta(intake, outcome, reason, delta));
                    }
                }));
        return grown;
    }

    private static String tag(Meter meter, String name) {
        return Objects.requireNonNullElse(meter.getId().getTag(name), "");
    }

    /** Those for whose buckets there is no room have their percentiles alone. */
    List<Timing> timings() {
        List<Timing> grown = new ArrayList<>();
        int room = MOST_BUCKETS;
        for (Latency latency : latencies.all()) {
            Recorded now = latency.recorded();
            Recorded before = timed.put(latency, now);
            Recorded more = now.since(before == null ? Recorded.nothing() : before);
            if (more.count() > 0) {
                SortedMap<Integer, Long> buckets = more.buckets();
                boolean fits = buckets.size() <= room;
                grown.add(timing(latency, more, fits ? buckets : null));
                room -= fits ? buckets.size() : 0;
            }
        }
        return grown;
    }

    private static Timing timing(Latency latency, Recorded more, @Nullable SortedMap<Integer, Long> buckets) {
        return new Timing(
                latency.name(),
                latency.subject(),
                more.count(),
                more.sumMillis(),
                more.percentileMillis(50),
                more.percentileMillis(95),
                more.percentileMillis(99),
                buckets);
    }
}
