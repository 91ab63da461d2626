package io.bhiv.insight.page;

import io.bhiv.insight.evaluate.IntakeFigures;
import io.bhiv.insight.evaluate.Picture;
import io.bhiv.insight.evaluate.Reconciliation;
import io.bhiv.insight.evaluate.Replica;
import io.bhiv.model.insight.GaugeReading;
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
 * One queue.
 *
 * @param drainPerSecond finished in the last hour's seconds, on average
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

    private static final double DAY_SECONDS = 86_400;

    static List<QueueView> of(Picture picture) {
        return picture.reconciliations().stream().map(one -> of(one, picture)).toList();
    }

    private static QueueView of(Reconciliation account, Picture picture) {
        var tally = account.tally();
        double drain = picture.intakes().stream()
                        .filter(one -> one.service().equals(account.service())
                                && one.intake().equals(tally.intake()))
                        .mapToLong(QueueView::finished)
                        .sum()
                / DAY_SECONDS;
        Duration toEmpty = tally.countedPending() == 0 || drain == 0
                ? null
                : Duration.ofSeconds((long) (tally.countedPending() / drain));
        return new QueueView(
                account.service(),
                tally.intake(),
                tally.countedPending(),
                tally.countedParked(),
                tally.countedDead(),
                drain,
                toEmpty);
    }

    private static long finished(IntakeFigures figures) {
        return figures.outcome("published") + figures.outcome("dropped_by_rule");
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
    public record LoopView(String service, String replica, String loop, long silenceMs, long limitMs, int failures) {

        public boolean good() {
            return silenceMs <= limitMs && failures == 0;
        }
    }

    static List<LoopView> loops(Picture picture) {
        List<LoopView> loops = new ArrayList<>();
        for (Replica replica : picture.replicas()) {
            if (replica.vitals() != null) {
                Objects.requireNonNull(replica.vitals())
                        .loops()
                        .forEach(loop -> loops.add(new LoopView(
                                replica.service(),
                                replica.replica(),
                                loop.loop(),
                                loop.silenceMs(),
                                loop.limitMs(),
                                loop.failuresInARow())));
            }
        }
        return loops;
    }
}
