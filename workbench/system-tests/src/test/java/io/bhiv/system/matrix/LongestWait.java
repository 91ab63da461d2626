package io.bhiv.system.matrix;

import io.bhiv.system.fault.FaultStage;
import io.bhiv.system.fault.Pause;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** How long anything waited at most until it was on Kafka, asked of the tables four times a second. */
final class LongestWait implements AutoCloseable {

    private static final Duration EVERY = Duration.ofMillis(250);

    private final FaultStage stage;
    private final Map<String, String> queries;
    private final Map<String, Double> seconds = new ConcurrentHashMap<>();
    private final Thread thread;
    private volatile boolean stopped;

    /** @param queries by name; the value of each is the number of seconds that the oldest row has waited */
    LongestWait(FaultStage stage, Map<String, String> queries) {
        this.stage = stage;
        this.queries = queries;
        this.thread = Thread.ofVirtual().start(this::watch);
    }

    private void watch() {
        while (!stopped) {
            queries.forEach((name, query) ->
                    stage.column(query).forEach(age -> seconds.merge(name, Double.parseDouble(age), Math::max)));
            Pause.of(EVERY);
        }
    }

    /** By name; so far. */
    Map<String, Double> seconds() {
        return Map.copyOf(seconds);
    }

    @Override
    public void close() {
        stopped = true;
        try {
            thread.join(Duration.ofSeconds(10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
