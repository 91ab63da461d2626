package io.bhiv.kit.log;

import java.util.logging.LogRecord;

/**
 * Recognises a warning that nobody can do anything about. A connection that arrives in the moment in which the service, at its end,
 * closes the port is accepted when nothing is left that could serve it; the framework closes it and logs that with its stack trace.
 */
final class LateConnections {

    static final String LOOPS = "io.vertx.core.net.impl.VertxEventLoopGroup";

    private LateConnections() {}

    static boolean tellsOf(LogRecord record) {
        return record.getThrown() instanceof IllegalStateException failure
                && failure.getStackTrace().length > 0
                && LOOPS.equals(failure.getStackTrace()[0].getClassName())
                && "next".equals(failure.getStackTrace()[0].getMethodName());
    }
}
