package io.bhiv.kit.log;

import java.util.Arrays;
import java.util.logging.LogRecord;

/**
 * Recognises an error that is none. The PostgreSQL client sets a timer for each wait for a connection and leaves it behind
 * where the connection is refused; half a minute later it fails what has failed already, and the framework logs that with
 * its stack trace. While the database is away that would be a page of log for each refused request, whose own failure was
 * logged when it happened.
 */
final class StalePoolTimeouts {

    static final String FRAMEWORK = "io.quarkus.vertx.core.runtime.VertxCoreRecorder";
    static final String POOL = "io.vertx.sqlclient.impl.pool.SqlConnectionPool";
    private static final String COMPLETE = "Result is already complete";

    private StalePoolTimeouts() {}

    static boolean tellsOf(LogRecord record) {
        return record.getThrown() instanceof IllegalStateException failure
                && FRAMEWORK.equals(record.getLoggerName())
                && COMPLETE.equals(failure.getMessage())
                && Arrays.stream(failure.getStackTrace())
                        .anyMatch(step -> step.getClassName().equals(POOL));
    }
}
