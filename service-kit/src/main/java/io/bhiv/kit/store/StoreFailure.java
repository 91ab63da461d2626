package io.bhiv.kit.store;

import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.ClosedConnectionException;
import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Distinguishes a store that is away or overwhelmed (try again) from a statement that can never succeed (our mistake). */
public final class StoreFailure {

    private StoreFailure() {}

    /**
     * True where the same statement may succeed later: connection lost or refused, shutdown, too many connections, disk
     * full, deadlock, serialisation or lock timeout, no answer in time.
     */
    public static boolean isTransient(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof PgException pg) {
                return isTransientState(pg.getSqlState());
            }
            if (cause instanceof ClosedConnectionException
                    || cause instanceof IOException
                    || cause instanceof TimeoutException
                    || cause instanceof io.smallrye.mutiny.TimeoutException) {
                return true;
            }
            if (cause.getClass().getName().startsWith("io.vertx.") && isPoolMessage(cause.getMessage())) {
                return true;
            }
        }
        return false;
    }

    /** Class and SQL state only: a message of the database may quote the values of the row. */
    public static String summary(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof PgException pg) {
                return "PgException/" + pg.getSqlState();
            }
        }
        return failure.getClass().getSimpleName();
    }

    /** SQLSTATE classes: 08 connection, 25P03 idle in transaction, 40 rollback (deadlock), 53 resources, 55P03 lock, 57 operator, 58 system. */
    private static boolean isTransientState(@Nullable String state) {
        if (state == null) {
            return false;
        }
        return switch (state.substring(0, Math.min(2, state.length()))) {
            case "08", "40", "53", "57", "58" -> true;
            case "55" -> state.equals("55P03");
            case "25" -> state.equals("25006") || state.equals("25P03") || state.equals("25P04");
            default -> false;
        };
    }

    /** The client has no type for the messages of its pool and of a lost connection, in words of small letters or of large ones. */
    private static boolean isPoolMessage(@Nullable String message) {
        String words = message == null ? "" : message.toLowerCase(Locale.ROOT);
        return Stream.of("timeout", "closed", "not active", "queue").anyMatch(words::contains);
    }
}
