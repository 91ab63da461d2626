package io.bhiv.kit.loop;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/**
 * Every heartbeat of the service (loops, scheduled jobs, Kafka intakes), for health and metrics. Their times are those of a clock that is
 * never set: only how long ago something was is to be computed from them.
 */
@ApplicationScoped
public class Heartbeats {

    private final Clock clock;
    private final MeterRegistry meters;
    private final List<Pulse> pulses = new CopyOnWriteArrayList<>();

    Heartbeats(Clock clock, MeterRegistry meters) {
        this.clock = SteadyClock.of(clock);
        this.meters = meters;
    }

    /**
     * A new pulse, shown from now on.
     *
     * @param name kebab-case; becomes the metric tag {@code loop}
     * @param longestSilence time without any turn after which only a restart helps
     */
    public Pulse start(String name, Duration longestSilence) {
        Pulse pulse = new Pulse(name, longestSilence, clock);
        pulses.add(pulse);
        TimeGauge.builder("bridge.loop.silence", pulse, TimeUnit.SECONDS, this::silenceSeconds)
                .description("Time since the loop last finished a turn")
                .tag("loop", name)
                .register(meters);
        TimeGauge.builder(
                        "bridge.loop.silence.limit",
                        pulse,
                        TimeUnit.SECONDS,
                        one -> one.heartbeat().longestSilence().toMillis() / 1000.0)
                .description("Time without a turn after which the loop is stuck")
                .tag("loop", name)
                .register(meters);
        Gauge.builder("bridge.loop.failures", pulse, one -> one.heartbeat().failuresInARow())
                .description("Failed turns since the last success")
                .tag("loop", name)
                .register(meters);
        return pulse;
    }

    public List<Heartbeat> all() {
        return pulses.stream().map(Pulse::heartbeat).toList();
    }

    /** Now, by the clock of the heartbeats. */
    public Instant now() {
        return clock.instant();
    }

    private double silenceSeconds(Pulse pulse) {
        return Duration.between(pulse.heartbeat().lastTurn(), now()).toMillis() / 1000.0;
    }
}
