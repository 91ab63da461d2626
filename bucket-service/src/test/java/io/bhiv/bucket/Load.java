package io.bhiv.bucket;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;

/**
 * Producers and consumers at work while a test makes trouble, and the question that such a test ends with: is everything
 * that was acknowledged there once, done once and on its way to Kafka?
 */
final class Load implements AutoCloseable {

    private static final int USERS = 50;
    private static final int RETRIES = 200;
    private static final Duration BEFORE_RETRY = Duration.ofMillis(100);
    private static final Duration BETWEEN_PACKETS = Duration.ofMillis(2);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Future<?>> producers = new ArrayList<>();
    private final List<Future<?>> consumers = new ArrayList<>();
    private final AtomicInteger numbers = new AtomicInteger();
    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    private final Set<Integer> answers = ConcurrentHashMap.newKeySet();
    private volatile boolean producing = true;
    private volatile boolean consuming = true;

    private Load() {}

    static Load of(int producers, int consumers) {
        Load load = new Load();
        for (int i = 0; i < producers; i++) {
            load.producers.add(load.threads.submit(load::produce));
        }
        for (int i = 0; i < consumers; i++) {
            load.consumers.add(load.threads.submit(load::consume));
        }
        return load;
    }

    /** Ids of what was answered 200. */
    Set<String> acknowledged() {
        return acknowledged;
    }

    /** Every status that producers and consumers were ever answered; 0 where a connection ended. */
    Set<Integer> answers() {
        return answers;
    }

    /** Lets it run for a while; nothing is waited for but time. */
    void run(Duration time) {
        LockSupport.parkNanos(time.toNanos());
    }

    /** Ends it in good order: no new packets, then an empty queue, then no consumers. */
    void end() throws InterruptedException, ExecutionException {
        producing = false;
        for (Future<?> producer : producers) {
            producer.get();
        }
        Awaitility.await()
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(Db.number("SELECT count(*) FROM bucket.packet_state"))
                        .isZero());
        consuming = false;
        for (Future<?> consumer : consumers) {
            consumer.get();
        }
    }

    /** To be asked after {@link #end()}. */
    void assertEverythingAcknowledgedIsDoneOnce() {
        assertThat(acknowledged).hasSizeGreaterThan(100);
        Set<String> stored = Set.copyOf(Db.rows("SELECT packet_id FROM bucket.packet"));
        assertThat(stored).containsAll(acknowledged);
        assertThat(Db.number("SELECT count(*) FROM bucket.packet")).isEqualTo(stored.size());
        assertThat(Db.number("SELECT count(*) FROM bucket.packet_history")).isEqualTo(stored.size());
        assertThat(Db.number("SELECT count(DISTINCT seq) FROM bucket.packet_history"))
                .isEqualTo(stored.size());
        assertThat(Db.number("SELECT sum(processed) FROM bucket.tally")).isEqualTo(stored.size());
        Awaitility.await()
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(Db.number("SELECT count(*) FROM bucket.packet_outbox"))
                        .isZero());
    }

    private void produce() {
        while (producing) {
            int number = numbers.incrementAndGet();
            String id = "load-" + number;
            String body = Packets.learner("user-" + number % USERS, "\"packet_id\":\"" + id + "\"");
            // The identical request may be sent again, and the id sees to it that it counts once.
            boolean stored = isStored(body);
            for (int again = 0; !stored && again < RETRIES; again++) {
                LockSupport.parkNanos(BEFORE_RETRY.toNanos());
                stored = isStored(body);
            }
            if (stored) {
                acknowledged.add(id);
            }
            LockSupport.parkNanos(BETWEEN_PACKETS.toNanos());
        }
    }

    private boolean isStored(String body) {
        return heard(Api.post(Api.BUCKET + "/ingest", body)).isOk();
    }

    private void consume() {
        while (consuming) {
            Api.Reply lease = heard(Api.lease(50, 5, 1));
            if (!lease.isOk()) {
                LockSupport.parkNanos(BEFORE_RETRY.toNanos());
            } else if (!Api.packetIds(lease).isEmpty()) {
                heard(Api.settle(lease, true));
            }
        }
    }

    private Api.Reply heard(Api.Reply reply) {
        answers.add(reply.status());
        return reply;
    }

    @Override
    public void close() {
        producing = false;
        consuming = false;
        threads.close();
    }
}
