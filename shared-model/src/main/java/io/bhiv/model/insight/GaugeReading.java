package io.bhiv.model.insight;

import java.util.Map;

/**
 * The value of a gauge: a queue's depth or oldest age, leases out, dead letters by reason, what is left of a quota, free disk.
 *
 * @param name the metric's name: {@code bridge.outbox.rows}
 */
public record GaugeReading(String name, Map<String, String> labels, double value) {

    public GaugeReading {
        labels = Map.copyOf(labels);
    }
}
