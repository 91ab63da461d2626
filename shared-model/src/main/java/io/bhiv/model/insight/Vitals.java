package io.bhiv.model.insight;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * The state of one replica.
 *
 * @param ready whether it takes requests
 * @param notReady names of the readiness checks that are down
 * @param tallies the last comparison of the service's tables; the same in every replica's reports until the next one
 */
public record Vitals(
        boolean ready,
        @JsonProperty("not_ready") List<String> notReady,
        List<GaugeReading> gauges,
        List<LoopReading> loops,
        List<DependencyReading> dependencies,
        List<TallyReading> tallies) {

    public Vitals {
        notReady = List.copyOf(notReady);
        gauges = List.copyOf(gauges);
        loops = List.copyOf(loops);
        dependencies = List.copyOf(dependencies);
        tallies = List.copyOf(tallies);
    }
}
