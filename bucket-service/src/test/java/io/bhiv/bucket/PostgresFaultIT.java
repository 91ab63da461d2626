package io.bhiv.bucket;

import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.stage.testing.PostgresResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The database restarted, crashed and its connections killed under load. */
@QuarkusTest
@Backends
@TestProfile(OneService.class)
class PostgresFaultIT {

    private static final Duration QUARTER = Duration.ofSeconds(Integer.getInteger("bucket.test.fault.seconds", 8))
            .dividedBy(4);

    @BeforeEach
    void emptyQueue() {
        Db.empty();
    }

    @Test
    void everythingAcknowledgedIsThereOnceAndDoneOnce() throws Exception {
        try (Load load = Load.of(8, 3)) {
            load.run(QUARTER);
            Db.run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    + " WHERE usename = current_user AND pid <> pg_backend_pid()");
            load.run(QUARTER);
            PostgresResource.stopServer();
            PostgresResource.startServer();
            load.run(QUARTER);
            PostgresResource.crashServer();
            PostgresResource.startServer();
            load.run(QUARTER);

            load.end();

            load.assertEverythingAcknowledgedIsDoneOnce();
            assertThat(load.answers()).isSubsetOf(200, 503);
        }
    }
}
