package io.bhiv.kit.intake;

import io.bhiv.kit.commit.Overloaded;
import io.bhiv.kit.kafka.BrokerUnavailable;
import io.bhiv.kit.store.StoreFailure;
import io.vertx.pgclient.PgException;
import java.util.concurrent.CancellationException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;

/** Distinguishes a failure that one of the records caused from one that has another cause. */
final class FailureOrigin {

    private FailureOrigin() {}

    /**
     * True where trying the same record again would fail again. Anything that the environment may have caused (a store or a
     * broker that is away, a missing table, partition or permission) is waited for, because parking healthy records is worse than a
     * late one.
     */
    static boolean isOnRecord(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof PgException pg) {
                return isOnContent(pg.getSqlState(), pg.getErrorMessage());
            }
            if (cause instanceof RecordTooLargeException || cause instanceof SerializationException) {
                return true;
            }
            if (cause instanceof KafkaException
                    || cause instanceof BrokerUnavailable
                    || cause instanceof Overloaded
                    || cause instanceof CancellationException) {
                return false;
            }
        }
        return !StoreFailure.isTransient(failure);
    }

    /** True where a statement ran out of its time while it worked: waiting for a lock ends with another state. */
    static boolean isTooSlow(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof PgException pg) {
                return "57014".equals(pg.getSqlState());
            }
        }
        return false;
    }

    /** Simple names and SQL states: a message may quote the record. */
    static String describe(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null && isWrapper(cause)) {
            cause = cause.getCause();
        }
        return StoreFailure.summary(cause);
    }

    private static boolean isWrapper(Throwable failure) {
        return failure instanceof java.util.concurrent.CompletionException
                || failure instanceof java.util.concurrent.ExecutionException;
    }

    /** SQLSTATE classes: 21 cardinality, 22 data, 23 integrity, 54 a limit of the program. */
    private static boolean isOnContent(@Nullable String state, @Nullable String message) {
        if (state == null || state.length() < 2) {
            return false;
        }
        return switch (state.substring(0, 2)) {
            case "21", "22", "54" -> true;
            case "23" -> !String.valueOf(message).startsWith("no partition of relation");
            default -> false;
        };
    }
}
