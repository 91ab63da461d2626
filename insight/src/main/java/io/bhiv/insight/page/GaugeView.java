package io.bhiv.insight.page;

import io.bhiv.insight.evaluate.Picture;
import io.bhiv.insight.evaluate.Reconciliation;
import io.bhiv.insight.evaluate.Replica;
import io.bhiv.model.insight.GaugeReading;
import io.bhiv.model.insight.LoopReading;
import io.bhiv.model.insight.TallyReading;
import io.bhiv.model.insight.Vitals;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One queue: all rows that are open, however old.
 *
 * @param drainPerSecond finished per second of the span that is compared, on average
 * @param toEmpty null where nothing waits or nothing drains
 */
public record QueueView(
        String service,
        String intake,
        long pending,
        long parked,
        long dead,
        double drainPerSecond,
        @Nullable Duration toEmpty) {

    static List<QueueView> of(Picture picture) {
        return picture.reconciliations().stream().map(QueueView::of).toList();
    }

    private static QueueView of(Reconciliation account) {
        TallyReading tally = account.tally();
        double drain = drain(tally);
        Duration toEmpty =
                tally.allPending() == 0 || drain == 0 ? null : Duration.ofSeconds((long) (tally.allPending() / drain));
        return new QueueView(
                account.service(),
                tally.intake(),
                tally.allPending(),
                tally.allParked(),
                tally.allDead(),
                drain,
                toEmpty);
    }

    private static double drain(TallyReading tally) {
        long seconds = Math.max(1, Duration.between(tally.from(), tally.until()).toSeconds());
        return (double) (tally.published() + tally.dropped()) / seconds;
    }

    /** A gauge as a row: what it is, and its value. */
    public record GaugeView(String service, String name, String labels, double value) {}

    /** Gauges that somebody may want to see, added up over the replicas of a service. */
    static List<GaugeView> gauges(Picture picture) {
        Map<String, GaugeView> sums = new TreeMap<>();
        for (Replica replica : picture.replicas()) {
            Vitals vitals = replica.vitals();
            if (vitals != null && !replica.isSilent(picture.at())) {
                for (GaugeReading gauge : vitals.gauges()) {
                    if (!Double.isNaN(gauge.value())) {
                        GaugeView view =
                                new GaugeView(replica.service(), gauge.name(), labels(gauge.labels()), gauge.value());
                        sums.merge(
                                view.service() + view.name() + view.labels(),
                                view,
                                (one, more) -> new GaugeView(
                                        one.service(), one.name(), one.labels(), Math.max(one.value(), more.value())));
                    }
                }
            }
        }
        return List.copyOf(sums.values());
    }

    private static String labels(Map<String, String> labels) {
        return new TreeMap<>(labels)
                .entrySet().stream()
                        .filter(label -> !label.getValue().isEmpty())
                        .map(label -> label.getKey() + "=" + label.getValue())
                        .collect(Collectors.joining(" "));
    }

    /** Loops, the ones in trouble first. */
    public record LoopView(String service, String replica, LoopReading reading) {

        public boolean good() {
            return !reading.isStuck() && !reading.isHeldUp() && reading.failuresInARow() == 0;
        }
    }

    static List<LoopView> loops(Picture picture) {
        List<LoopView> loops = new ArrayList<>();
        for (Replica replica : picture.replicas()) {
            if (replica.vitals() != null) {
                Objects.requireNonNull(replica.vitals())
                        .loops()
                        .forEach(loop -> loops.add(new LoopView(replica.service(), replica.replica(), loop)));
            }
        }
        return loops;
    }
}
