package io.bhiv.kit.insight;

import io.smallrye.health.SmallRyeHealth;
import io.smallrye.health.SmallRyeHealthReporter;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.json.JsonObject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** The readiness of the service, asked for beside the reports: a check that waits for a database must not hold one up. */
@ApplicationScoped
class ReadinessWatch {

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
