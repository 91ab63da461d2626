package io.bhiv.insight.evaluate;

import io.bhiv.model.insight.DependencyReading;
import org.jspecify.annotations.Nullable;

/**
 * What a service reports about something it needs.
 *
 * @param p95Ms of the calls of the last minute; null where there was none
 */
public record DependencyState(
        String service, DependencyReading reading, @Nullable Double p95Ms) {

    /** Null while it was not called yet. */
    public @Nullable Health health() {
        if (reading.breaker().equals("open")) {
            return Health.DOWN;
        }
        return switch (reading.state()) {
            case UP -> Health.OK;
            case DOWN -> Health.DOWN;
            case UNKNOWN -> null;
        };
    }

    public boolean isInTrouble() {
        Health health = health();
        return health != null && health != Health.OK;
    }

    /** The entry of the runbook about it. */
    public String runbook() {
        return runbookOf(reading.name());
    }

    static String runbookOf(String dependency) {
        return switch (dependency) {
            case "kafka" -> "BridgeKafkaBreakerOpen";
            case "postgresql" -> "BridgeStoreUnavailable";
            case "redis" -> "Redis is away";
            default -> "BridgeBreakerOpen";
        };
    }
}
