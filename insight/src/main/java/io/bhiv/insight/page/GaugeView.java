package io.bhiv.insight.page;

import io.bhiv.insight.evaluate.Picture;
import io.bhiv.insight.evaluate.Replica;
import io.bhiv.model.insight.GaugeReading;
import io.bhiv.model.insight.Vitals;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A gauge as a row: what it is, and its value. */
public record GaugeView(String service, String name, String labels, double value) {

    /** Gauges that somebody may want to see, the largest of the replicas of a service. */
    public static List<GaugeView> of(Picture picture) {
        Map<String, GaugeView> largest = new TreeMap<>();
        for (Replica replica : picture.replicas()) {
            Vitals vitals = replica.vitals();
            if (vitals != null && !replica.isSilent(picture.at())) {
                for (GaugeReading gauge : vitals.gauges()) {
                    if (!Double.isNaN(gauge.value())) {
                        GaugeView view =
                                new GaugeView(replica.service(), gauge.name(), labels(gauge.labels()), gauge.value());
                        largest.merge(
                                view.service() + view.name() + view.labels(),
                                view,
                                (one, more) -> more.value() > one.value() ? more : one);
                    }
                }
            }
        }
        return List.copyOf(largest.values());
    }

    private static String labels(Map<String, String> labels) {
        return new TreeMap<>(labels)
                .entrySet().stream()
                        .filter(label -> !label.getValue().isEmpty())
                        .map(label -> label.getKey() + "=" + label.getValue())
                        .collect(Collectors.joining(" "));
    }
}
