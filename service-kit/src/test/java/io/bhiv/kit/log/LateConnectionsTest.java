package io.bhiv.kit.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.rules.FixedFault;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

class LateConnectionsTest {

    @Test
    @FixedFault(
            area = FixedFault.Area.TRUTH,
            fault = "A connection that arrived as the port closed was logged with its stack trace at every other stop",
            now = "It is closed and not logged; what else fails in that place is")
    void aConnectionInTheMomentOfTheEndIsLeftOut() {
        assertThat(LateConnections.tellsOf(record(thrownIn(LateConnections.LOOPS, "next"))))
                .isTrue();
    }

    @Test
    void whatElseFailsIsLogged() {
        assertThat(LateConnections.tellsOf(record(thrownIn(LateConnections.LOOPS, "register"))))
                .isFalse();
        assertThat(LateConnections.tellsOf(record(thrownIn("io.bhiv.Any", "next"))))
                .isFalse();
        assertThat(LateConnections.tellsOf(record(new IllegalArgumentException("other"))))
                .isFalse();
        assertThat(LateConnections.tellsOf(new LogRecord(Level.WARNING, "no failure")))
                .isFalse();
    }

    private static IllegalStateException thrownIn(String type, String method) {
        IllegalStateException failure = new IllegalStateException();
        failure.setStackTrace(new StackTraceElement[] {new StackTraceElement(type, method, "Any.java", 1)});
        return failure;
    }

    private static LogRecord record(Throwable thrown) {
        LogRecord record = new LogRecord(Level.WARNING, "as the framework logs it");
        record.setThrown(thrown);
        return record;
    }
}
