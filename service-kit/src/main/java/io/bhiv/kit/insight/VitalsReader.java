package io.bhiv.kit.insight;

import io.bhiv.kit.call.Breaker;
import io.bhiv.kit.call.BreakerState;
import io.bhiv.kit.call.Breakers;
import io.bhiv.kit.kafka.RecordSender;
import io.bhiv.kit.kafka.TopicSetup;
import io.bhiv.kit.kafka.TopicState;
import io.bhiv.kit.loop.Heartbeat;
import io.bhiv.kit.loop.Heartbeats;
import io.bhiv.model.insight.DependencyReading;
import io.bhiv.model.insight.DependencyReading.State;
import io.bhiv.model.insight.GaugeReading;
import io.bhiv.model.insight.LoopReading;
import io.bhiv.model.insight.Timing;
import io.bhiv.model.insight.Vitals;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.quarkus.arc.All;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads the state of the service from what it keeps anyway. */
@ApplicationScoped
class VitalsReader {

    private static final String OURS = "bridge.";

    /** Reported as readiness, loops and dependencies, with more than a number. */
    private static final Set<String> ELSEWHERE = Set.of(
            ReadinessWatch.METRIC,
            "bridge.loop.silence",
            "bridge.loop.silence.limit",
            "bridge.loop.failures",
            "bridge.breaker",
            "bridge.kafka.breaker");

    private static final Duration STALE = Duration.ofSeconds(15);
    private static final String KAFKA = "kafka";
    private static final String POSTGRESQL = "postgresql";

    private final MeterRegistry meters;
    private final Heartbeats heartbeats;
    private final Breakers breakers;
    private final RecordSender kafka;
    private final TopicSetup topics;
    private final ReadinessWatch readiness;
    private final Tallies tallies;
    private final List<DependencyCheck> checks;

    VitalsReader(
            MeterRegistry meters,
            Heartbeats heartbeats,
            Breakers breakers,
            RecordSender kafka,
            TopicSetup topics,
            ReadinessWatch readiness,
            Tallies tallies,
            @All List<DependencyCheck> checks) {
        this.meters = meters;
        this.heartbeats = heartbeats;
        this.breakers = breakers;
        this.kafka = kafka;
        this.topics = topics;
        this.readiness = readiness;
        this.tallies = tallies;
        this.checks = checks;
    }

    /** @param timings of the interval that ends now */
    Vitals read(List<Timing> timings, Instant now) {
        ReadinessWatch.Answer answer = readiness.latest();
        readiness.ask();
        return new Vitals(
                answer != null && answer.isReady(),
                answer == null ? List.of() : answer.down(),
                gauges(),
                loops(),
                dependencies(answer, timings, now),
                tallies.latest());
    }

    private List<GaugeReading> gauges() {
        List<GaugeReading> readings = new ArrayList<>();
        for (Meter meter : meters.getMeters()) {
            String name = meter.getId().getName();
            if (meter instanceof Gauge gauge && name.startsWith(OURS) && !ELSEWHERE.contains(name)) {
                double value = gauge.value();
                // A figure that could not be read is absent, never that of before.
                if (Double.isFinite(value)) {
                    readings.add(new GaugeReading(
                            name,
                            meter.getId().getTags().stream().collect(Collectors.toMap(Tag::getKey, Tag::getValue)),
                            value));
                }
            }
        }
        return readings;
    }

    private List<LoopReading> loops() {
        Instant now = heartbeats.now();
        return heartbeats.all().stream()
                .map(beat -> new LoopReading(
                        beat.loop(),
                        Math.max(0, Duration.between(beat.lastTurn(), now).toMillis()),
                        beat.longestSilence().toMillis(),
                        beat.failuresInARow(),
                        turnMs(beat, now),
                        beat.overdue(now).toMillis()))
                .toList();
    }

    private static long turnMs(Heartbeat beat, Instant now) {
        Instant since = beat.turnSince();
        return since == null ? 0 : Math.max(0, Duration.between(since, now).toMillis());
    }

    /** Whether the state must be reported at once: a loop is stuck, held up, overdue, or has just failed too often. */
    boolean isUrgent() {
        Instant now = heartbeats.now();
        return heartbeats.all().stream()
                .anyMatch(beat -> beat.isStuck(now)
                        || beat.isHeldUp(now)
                        || beat.failuresInARow() == LoopReading.FAILING
                        || beat.overdue(now).isPositive());
    }

    private List<DependencyReading> dependencies(
            ReadinessWatch.@Nullable Answer answer, List<Timing> timings, Instant now) {
        List<DependencyReading> readings = new ArrayList<>();
        readings.add(new DependencyReading(POSTGRESQL, postgresql(answer, now), "", null, null));
        for (Breaker breaker : breakers.all()) {
            BreakerState state = breaker.state();
            readings.add(new DependencyReading(
                    breaker.destination(),
                    breaker.destination().equals(KAFKA) ? kafka(state) : state(state, breaker.hasSucceeded()),
                    state.wireName(),
                    state == BreakerState.OPEN ? now.plus(breaker.retryAfter()) : null,
                    p95(timings, breaker.destination())));
        }
        checks.forEach(check -> readings.add(check.reading()));
        return readings;
    }

    private static State postgresql(ReadinessWatch.@Nullable Answer answer, Instant now) {
        if (answer == null || answer.at().plus(STALE).isBefore(now)) {
            return State.UNKNOWN;
        }
        return answer.checks().getOrDefault(POSTGRESQL, false) ? State.UP : State.DOWN;
    }

    private static State state(BreakerState breaker, boolean succeeded) {
        return switch (breaker) {
            case CLOSED -> succeeded ? State.UP : State.UNKNOWN;
            case HALF_OPEN, OPEN -> State.DOWN;
        };
    }

    /** The topics are looked at every minute, records are sent when there are some: the later of the two counts. */
    private State kafka(BreakerState breaker) {
        if (breaker != BreakerState.CLOSED || topics.state() instanceof TopicState.Unreachable) {
            return State.DOWN;
        }
        Instant acknowledged = Objects.requireNonNullElse(kafka.lastAcknowledged(), Instant.MIN);
        Instant failed = Objects.requireNonNullElse(kafka.lastFailed(), Instant.MIN);
        if (failed.isAfter(acknowledged)) {
            return State.DOWN;
        }
        boolean seen = acknowledged.isAfter(Instant.MIN) || !(topics.state() instanceof TopicState.Unknown);
        return seen ? State.UP : State.UNKNOWN;
    }

    private static @Nullable Double p95(List<Timing> timings, String destination) {
        return timings.stream()
                .filter(timing -> timing.name().equals(Breakers.TIMING)
                        && timing.subject().equals(destination))
                .map(Timing::p95Ms)
                .findFirst()
                .orElse(null);
    }
}
