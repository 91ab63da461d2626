package io.bhiv.kit.log;

import java.util.logging.LogRecord;

/**
 * Keeps what a caller wrote into a request line out of the log.
 *
 * <p>The framework's last error handler logs the whole address of a request that failed before any code of ours saw it (an HTTP
 * version that does not exist is enough). Oura's handshake has its verification token in the query, and a path may name a person.
 * The error id and the stack trace stay: they show where it failed.
 */
final class WithheldAddresses {

    static final String LAST_ERROR_HANDLER = "io.quarkus.vertx.http.runtime.QuarkusErrorHandler";
    static final String WITHHELD = "(address withheld)";

    private WithheldAddresses() {}

    static void withhold(LogRecord record) {
        Object[] parameters = record.getParameters();
        if (LAST_ERROR_HANDLER.equals(record.getLoggerName()) && parameters != null && parameters.length > 0) {
            Object[] withheld = parameters.clone();
            withheld[0] = WITHHELD;
            record.setParameters(withheld);
        }
    }
}
