package io.bhiv.biometric.connection;

import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jboss.logmanager.formatters.PatternFormatter;

/** All that is logged while it is open, failures included; from our own code at every level. */
public final class RecordedLog extends Handler implements AutoCloseable {

    private static final Logger EVERYTHING = Logger.getLogger("");
    private static final Logger OURS = Logger.getLogger("io.bhiv");

    private final StringBuilder text = new StringBuilder();

    public RecordedLog() {
        setFormatter(new PatternFormatter("%c %s%e%n"));
        setLevel(Level.ALL);
        EVERYTHING.addHandler(this);
        OURS.setLevel(Level.ALL);
    }

    @Override
    public synchronized void publish(LogRecord record) {
        text.append(getFormatter().format(record));
    }

    public synchronized String text() {
        return text.toString();
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        OURS.setLevel(null);
        EVERYTHING.removeHandler(this);
    }
}
