package io.bhiv.kit.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.impl.NoStackTraceThrowable;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.ClosedConnectionException;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StoreFailureTest {

    /** What the client says of a connection that was killed, one time and another. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Connection is not active now, current status: CLOSED",
                "Connection is not active now, current status: CLOSING",
                "Pending requests failed to be sent due to connection has been closed.",
                "Timeout",
                "Max waiter queue reached"
            })
    void connectionThatWasLostIsWorthAnotherTry(String words) {
        assertThat(StoreFailure.isTransient(new CompletionException(new NoStackTraceThrowable(words))))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"57P01", "57P03", "08006", "40P01", "53300", "55P03"})
    void databaseThatIsBusyOrEndingIsWorthAnotherTry(String state) {
        assertThat(StoreFailure.isTransient(new PgException("m", "FATAL", state, "d")))
                .isTrue();
        assertThat(StoreFailure.isTransient(ClosedConnectionException.INSTANCE)).isTrue();
    }

    @Test
    void statementThatCanNeverSucceedIsOurMistake() {
        assertThat(StoreFailure.isTransient(new PgException("m", "ERROR", "23505", "d")))
                .isFalse();
        assertThat(StoreFailure.isTransient(new NoStackTraceThrowable("something else")))
                .isFalse();
        assertThat(StoreFailure.isTransient(new IllegalStateException("connection is not active")))
                .isFalse();
    }
}
