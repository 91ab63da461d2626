package io.bhiv.bucket;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;

/**
 * Producers and consumers during a fault, and the check that follows it: everything that was acknowledged is stored once, was
 * processed once, and is on its way to Kafka.
 */
final class Load implements AutoCloseable {

    private static final int USERS = 50;
    private static final Duration BEFORE_RETRY = Duration.ofMillis(100);
    private static final Duration BETWEEN_PACKETS = Duration.ofMillis(2);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int LEASE_SECONDS = 2;

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Phaser producers = new Phaser(1);
    private final Phaser consumers = new Phaser(1);
    private final AtomicInteger numbers = new AtomicInteger();
    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    private final Set<Integer> answers = ConcurrentHashMap.newKeySet();
    private volatile boolean producing = true;
    private volatile boolean consuming = true;

    private Load() {}

    static Load of(int producers, int consumers) {
        Load load = new Load();
        for (int i = 0; i < producers; i++) {
            load.producers.register();
            load.threads.execute(load::produceNext);
        }
        for (int i = 0; i < consumers; i++) {
            load.consumers.register();
            load.threads.execute(load::consume);
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
    void run(Duration time) throws InterruptedException, ExecutionException {
        new CompletableFuture<>()
                .completeOnTimeout(true, time.toNanos(), TimeUnit.NANOSECONDS)
                .get();
    }

    /** Ends it in good order: no new packets, then an empty queue, then no consumers. */
    void end() throws InterruptedException, TimeoutException {
        producing = false;
        awaitEnd(producers);
        Awaitility.await()
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(Db.number("SELECT count(*) FROM bucket.packet_state"))
                        .isZero());
        consuming = false;
        awaitEnd(consumers);
    }

    private static void awaitEnd(Phaser parties) throws InterruptedException, TimeoutException {
        parties.awaitAdvanceInterruptibly(parties.arriveAndDeregister(), PATIENCE.toSeconds(), TimeUnit.SECONDS);
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

    private void produceNext() {
        if (producing) {
            int number = numbers.incrementAndGet();
            String id = "load-" + number;
            store(id, Packets.learner("user-" + number % USERS, "\"packet_id\":\"" + id + "\""));
        } else {
            producers.arriveAndDeregister();
        }
    }

    /** The identical request may be sent again; its id makes it count once. */
    private void store(String id, String body) {
        if (recorded(Api.post(Api.BUCKET + "/ingest", body)).isOk()) {
            acknowledged.add(id);
            after(BETWEEN_PACKETS, this::produceNext);
        } else {
            after(BEFORE_RETRY, () -> store(id, body));
        }
    }

    private void consume() {
        if (!consuming) {
            consumers.arriveAndDeregister();
            return;
        }
        Api.Reply lease = recorded(Api.lease(50, LEASE_SECONDS, 1));
        if (lease.isOk() && !Api.packetIds(lease).isEmpty()) {
            recorded(Api.settle(lease, true));
        }
        after(lease.isOk() ? Duration.ZERO : BEFORE_RETRY, this::consume);
    }

    private void after(Duration pause, Runnable next) {
        CompletableFuture.delayedExecutor(pause.toNanos(), TimeUnit.NANOSECONDS, threads)
                .execute(next);
    }

    private Api.Reply recorded(Api.Reply reply) {
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
