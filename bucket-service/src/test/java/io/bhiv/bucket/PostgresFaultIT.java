package io.bhiv.bucket;

import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.rules.FixedFault;
import io.bhiv.rules.FixedFault.Area;
import io.bhiv.stage.testing.PostgresResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The database restarted, crashed and its connections killed under load. */
@QuarkusTest
@Backends
@TestProfile(OneService.class)
@Tag("faults")
class PostgresFaultIT {

    private static final Duration QUARTER = Duration.ofSeconds(Integer.getInteger("bucket.test.fault.seconds", 4))
            .dividedBy(4);
    private static final Duration LOCKED = Duration.ofSeconds(Integer.getInteger("bucket.test.lock.seconds", 3));

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

    @Test
    @FixedFault(
            area = Area.DEADLINES,
            fault = "Requests that were answered 503 during a lock were stored after it",
            now = "What was answered 503 is not stored")
    void requestAnswered503WhileTheJournalIsLockedIsNotStored() throws Exception {
        Api.ingest("before", 10);
        Map<String, Integer> answers = new ConcurrentHashMap<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            try (Connection locking = Db.connect();
                    Statement lock = locking.createStatement()) {
                locking.setAutoCommit(false);
                lock.execute("LOCK TABLE bucket.packet IN SHARE MODE");
                Instant until = Instant.now().plus(LOCKED);
                for (int sender = 0; sender < 20; sender++) {
                    String name = "locked-" + sender;
                    threads.execute(() -> sendOnceEach(name, until, answers));
                }
                Awaitility.await()
                        .atMost(LOCKED.plusSeconds(30))
                        .until(() -> Instant.now().isAfter(until) && answers.containsValue(503));
            }
        }

        assertThat(answers.values()).as("answers").contains(503).isSubsetOf(200, 503);
        List<String> acknowledged = answers.entrySet().stream()
                .filter(answer -> answer.getValue() == 200)
                .map(Map.Entry::getKey)
                .toList();
        Awaitility.await()
                .during(Duration.ofMillis(500))
                .atMost(Duration.ofSeconds(5))
                .untilAsserted(
                        () -> assertThat(Db.rows("SELECT packet_id FROM bucket.packet WHERE packet_id LIKE 'locked-%'"))
                                .containsExactlyInAnyOrderElementsOf(acknowledged));
        Api.ingest("after", 10);
    }

    /** Single packets and batches in turn, none of which is sent again. */
    private static void sendOnceEach(String name, Instant until, Map<String, Integer> answers) {
        for (int i = 0; Instant.now().isBefore(until); i++) {
            String prefix = name + "-" + i;
            if (i % 2 == 0) {
                String packet = Packets.learner("u", "\"packet_id\":\"" + prefix + "\"");
                answers.put(prefix, Api.post(Api.BUCKET + "/ingest", packet).status());
            } else {
                int status = Api.post(Api.BUCKET + "/ingest/batch", Packets.batch(prefix, 0, 20))
                        .status();
                for (int item = 0; item < 20; item++) {
                    answers.put(prefix + "-" + item, status);
                }
            }
        }
    }
}
