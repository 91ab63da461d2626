package io.bhiv.kit.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

class StalePoolTimeoutsTest {

    private final ConsoleFilter console = new ConsoleFilter();

    @Test
    void timerThatThePoolLeftBehindIsNotTold() {
        assertThat(console.isLoggable(record(
                        StalePoolTimeouts.FRAMEWORK,
                        new IllegalStateException("Result is already complete"),
                        StalePoolTimeouts.POOL)))
                .isFalse();
    }

    @Test
    void everyOtherFailureIsTold() {
        IllegalStateException complete = new IllegalStateException("Result is already complete");

        assertThat(console.isLoggable(record(StalePoolTimeouts.FRAMEWORK, complete, "io.bhiv.core.UpdatePipeline")))
                .isTrue();
        assertThat(console.isLoggable(record("io.bhiv.core", complete, StalePoolTimeouts.POOL)))
                .isTrue();
        assertThat(console.isLoggable(
                        record(StalePoolTimeouts.FRAMEWORK, new IllegalStateException("x"), StalePoolTimeouts.POOL)))
                .isTrue();
        assertThat(console.isLoggable(new LogRecord(Level.INFO, "nothing failed")))
                .isTrue();
    }

    private static LogRecord record(String logger, Throwable failure, String thrownIn) {
        failure.setStackTrace(new StackTraceElement[] {
            new StackTraceElement("io.vertx.core.Promise", "fail", "Promise.java", 90),
            new StackTraceElement(thrownIn, "execute", "Any.java", 216)
        });
        LogRecord record = new LogRecord(Level.SEVERE, "Uncaught exception received by Vert.x");
        record.setLoggerName(logger);
        record.setThrown(failure);
        return record;
    }
}
