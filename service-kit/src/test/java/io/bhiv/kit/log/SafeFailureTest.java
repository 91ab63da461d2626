package io.bhiv.kit.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.pgclient.PgException;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class SafeFailureTest {

    @Test
    void tellsKindAndPlaceAndNotTheWords() {
        PgException quoting = new PgException("Key (user_id)=(somebody) already exists.", "ERROR", "23505", "somebody");

        assertThat(SafeFailure.describe(new CompletionException(quoting)))
                .startsWith("PgException/23505 at io.bhiv.kit.log.SafeFailureTest.tellsKindAndPlace")
                .doesNotContain("somebody");
    }

    @Test
    void tellsAFailureThatNeverTouchedOurCode() {
        Throwable foreign = new IllegalStateException("secret");
        foreign.setStackTrace(new StackTraceElement[0]);

        assertThat(SafeFailure.describe(foreign)).isEqualTo("IllegalStateException at no step of ours");
    }
}
