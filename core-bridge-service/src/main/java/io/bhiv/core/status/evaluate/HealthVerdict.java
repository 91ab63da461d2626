package io.bhiv.core.status.evaluate;

/** What the figures mean, with the reason. */
public sealed interface HealthVerdict {

    /** Updates flow. */
    record Ok() implements HealthVerdict {}

    /** Intake works and something behind it does not keep up. */
    record Degraded(String reason) implements HealthVerdict {}

    /** Intake refuses. */
    record Down(String reason) implements HealthVerdict {}

    /** As published: {@code ok | degraded | down}. */
    default String wireName() {
        return switch (this) {
            case Ok ok -> "ok";
            case Degraded degraded -> "degraded";
            case Down down -> "down";
        };
    }

    default String reason() {
        return switch (this) {
            case Ok ok -> "";
            case Degraded(String reason) -> reason;
            case Down(String reason) -> reason;
        };
    }
}
