package io.bhiv.kit.insight;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.health.SmallRyeHealth;
import io.smallrye.health.SmallRyeHealthReporter;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.json.JsonObject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/** The readiness of the service, checked beside the reports: a check that waits for a database must not hold one up. */
@ApplicationScoped
class ReadinessWatch {

    static final String METRIC = "bridge.ready";

    private static final Duration LIMIT = Duration.ofSeconds(4);

    /**
     * What the checks answered.
     *
     * @param checks whether each is up, by name
     */
    record Answer(Map<String, Boolean> checks, Instant at) {

        List<String> down() {
            return checks.entrySet().stream()
                    .filter(check -> !check.getValue())
                    .map(Map.Entry::getKey)
                    .toList();
        }

        boolean isReady() {
            return down().isEmpty();
        }
    }

    private final SmallRyeHealthReporter health;
    private final Clock clock;
    private final AtomicBoolean asking = new AtomicBoolean();
    private volatile @Nullable Answer latest;

    ReadinessWatch(SmallRyeHealthReporter health, Clock clock) {
        this.health = health;
        this.clock = clock;
    }

    /** From the start, with a report to the page or without one: alerts query which services are there at all. */
    void show(
            @Observes StartupEvent started,
            MeterRegistry meters,
            @ConfigProperty(name = "quarkus.application.name", defaultValue = "bhiv-bridge") String application) {
        Gauge.builder(METRIC, this, ReadinessWatch::level)
                .description("1 where this replica is ready, 0 where it is not, as it was when it was last checked")
                .tag("application", application)
                .register(meters);
    }

    /** A scrape reads this: the answer is the one of the scrape before, or of the last report. */
    private double level() {
        ask();
        Answer answer = latest;
        if (answer == null) {
            return Double.NaN;
        }
        return answer.isReady() ? 1 : 0;
    }

    /** What was answered last; null before the first time. */
    @Nullable
    Answer latest() {
        return latest;
    }

    /** Starts asking, unless an answer is still awaited. No answer in time counts as a check that is down. */
    void ask() {
        if (!asking.compareAndSet(false, true)) {
            return;
        }
        health.getReadinessAsync()
                .map(SmallRyeHealth::getPayload)
                .map(ReadinessWatch::checks)
                .ifNoItem()
                .after(LIMIT)
                .fail()
                .onFailure()
                .recoverWithItem(failure -> Map.of("health", false))
                .onTermination()
                .invoke(() -> asking.set(false))
                .subscribe()
                .with(checks -> latest = new Answer(checks, clock.instant()));
    }

    private static Map<String, Boolean> checks(JsonObject payload) {
        Map<String, Boolean> checks = new TreeMap<>();
        for (JsonObject check : payload.getJsonArray("checks").getValuesAs(JsonObject.class)) {
            checks.put(check.getString("name"), "UP".equals(check.getString("status")));
        }
        return checks;
    }
}
