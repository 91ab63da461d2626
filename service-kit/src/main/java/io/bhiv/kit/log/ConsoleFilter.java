package io.bhiv.kit.log;

import io.quarkus.logging.LoggingFilter;
import java.util.logging.Filter;
import java.util.logging.LogRecord;

/** What every service's console leaves out; switched on by {@code quarkus.log.console.filter}. */
@LoggingFilter(name = "console-filter")
public final class ConsoleFilter implements Filter {

    @Override
    public boolean isLoggable(LogRecord record) {
        WithheldAddresses.withhold(record);
        return !StalePoolTimeouts.tellsOf(record) && !LateConnections.tellsOf(record);
    }
}
