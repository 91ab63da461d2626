package io.bhiv.kit.app;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jboss.logmanager.formatters.PatternFormatter;

/** Warnings and errors about requests to the service that are logged while it is open; those of clients in the same process are not. */
final class LoggedFailures extends Handler implements AutoCloseable {

    private static final Logger EVERYTHING = Logger.getLogger("");

    private static final List<String> OF_THE_SERVICE =
            List.of("io.quarkus.vertx.http", "org.jboss.resteasy", "io.bhiv.kit.problem", "io.vertx.ext.web");

    private final List<String> lines = new CopyOnWriteArrayList<>();

    LoggedFailures() {
        setFormatter(new PatternFormatter("%p %c %s%e"));
        setLevel(Level.WARNING);
        EVERYTHING.addHandler(this);
    }

    @Override
    public void publish(LogRecord record) {
        String logger = String.valueOf(record.getLoggerName());
        if (isLoggable(record) && OF_THE_SERVICE.stream().anyMatch(logger::startsWith)) {
            lines.add(getFormatter().format(record));
        }
    }

    List<String> lines() {
        return List.copyOf(lines);
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        EVERYTHING.removeHandler(this);
    }
}
