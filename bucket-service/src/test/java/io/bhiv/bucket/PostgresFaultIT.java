package io.bhiv.bucket;

import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.backends.testing.PostgresResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The database restarted, crashed and its connections killed under load. */
@QuarkusTest
@Backends
class PostgresFaultIT {

    private static final int SECONDS = Integer.getInteger("bucket.test.fault.seconds", 8);

    private final AtomicBoolean producing = new AtomicBoolean(true);
    private final AtomicBoolean consuming = new AtomicBoolean(true);
    private final AtomicInteger numbers = new AtomicInteger();
    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    private final Set<Integer> answers = ConcurrentHashMap.newKeySet();

    @BeforeEach
    void emptyQueue() {
        Db.empty();
    }

    @Test
    void everythingAcknowledgedIsThereOnceAndDoneOnce() throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 8; i++) {
                threads.execute(this::produce);
            }
            for (int i = 0; i < 3; i++) {
                threads.execute(this::consume);
            }
            trouble();
            producing.set(false);
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(Db.number("SELECT count(*) FROM bucket.packet_state"))
                            .isZero());
            consuming.set(false);
            threads.shutdown();
            assertThat(threads.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        }

        assertThat(acknowledged).hasSizeGreaterThan(100);
        Set<String> stored = Set.copyOf(Db.rows("SELECT packet_id FROM bucket.packet"));
        assertThat(stored).containsAll(acknowledged);
        assertThat(Db.number("SELECT count(*) FROM bucket.packet")).isEqualTo(stored.size());
        assertThat(Db.number("SELECT count(*) FROM bucket.packet_history")).isEqualTo(stored.size());
        assertThat(Db.number("SELECT sum(processed) FROM bucket.tally")).isEqualTo(stored.size());
        assertThat(answers).isSubsetOf(200, 503);
        Awaitility.await()
                .atMost(Duration.ofSeconds(40))
                .untilAsserted(() -> assertThat(Db.number("SELECT count(*) FROM bucket.packet_outbox"))
                        .isZero());
    }

    private void trouble() {
        Duration quarter = Duration.ofMillis(SECONDS * 250L);
        LockSupport.parkNanos(quarter.toNanos());
        Db.run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                + " WHERE usename = current_user AND pid <> pg_backend_pid()");
        LockSupport.parkNanos(quarter.toNanos());
        PostgresResource.stopServer();
        PostgresResource.startServer();
        LockSupport.parkNanos(quarter.toNanos());
        PostgresResource.crashServer();
        PostgresResource.startServer();
        LockSupport.parkNanos(quarter.toNanos());
    }

    private void produce() {
        while (producing.get()) {
            String id = "f-" + numbers.incrementAndGet();
            String body = Packets.learner("user-" + id.hashCode() % 50, "\"packet_id\":\"" + id + "\"");
            Api.Reply reply = Api.post(Api.BUCKET + "/ingest", body);
            answers.add(reply.status());
            // The identical request may be sent again, and the id sees to it that it counts once.
            for (int again = 0; !reply.isOk() && again < 200; again++) {
                LockSupport.parkNanos(100_000_000);
                reply = Api.post(Api.BUCKET + "/ingest", body);
                answers.add(reply.status());
            }
            if (reply.isOk()) {
                acknowledged.add(id);
            }
            LockSupport.parkNanos(2_000_000);
        }
    }

    private void consume() {
        while (consuming.get()) {
            Api.Reply lease = Api.lease(50, 5, 1);
            if (lease.isOk() && !Api.packetIds(lease).isEmpty()) {
                Api.settle(lease, true);
            } else {
                LockSupport.parkNanos(50_000_000);
            }
        }
    }
}
