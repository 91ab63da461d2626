package io.bhiv.bucket;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Many consumers, some of which die: every packet is processed once, and no two hold the same packet. */
@QuarkusTest
@Backends
@TestProfile(OneService.class)
class ConsumersIT {

    private static final int PACKETS = Integer.getInteger("bucket.test.packets", 5_000);

    @BeforeEach
    void emptyQueue() {
        Db.empty();
        LeaseAudit.begin();
    }

    @AfterEach
    void endAudit() {
        LeaseAudit.end();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 10, 50})
    void everyPacketIsProcessedOnceByAnyNumberOfConsumers(int consumers) throws Exception {
        Api.ingest("c" + consumers, PACKETS);
        Crew crew = new Crew(60, 0);

        crew.work(consumers);

        assertThat(crew.heldTwice).isEmpty();
        assertThat(LeaseAudit.stolen()).isEmpty();
        assertThat(crew.refused.get()).isZero();
        assertThat(crew.done.get()).isEqualTo(PACKETS);
        assertDoneOnce(PACKETS);
        assertThat(Db.number("SELECT max(attempts) FROM bucket.packet_history")).isEqualTo(1);
    }

    @Test
    void packetsOfDyingConsumersAreProcessedByOthers() throws Exception {
        int packets = PACKETS / 5;
        Api.ingest("dying", packets);
        Crew crew = new Crew(1, 20);

        crew.work(10);

        assertThat(crew.heldTwice).isEmpty();
        assertThat(LeaseAudit.stolen()).isEmpty();
        assertThat(crew.died.get()).isPositive();
        assertDoneOnce(packets);
        assertThat(Db.number("SELECT max(attempts) FROM bucket.packet_history")).isGreaterThan(1);
    }

    @Test
    void auditFindsALeaseTakenFromItsHolder() {
        Api.ingest("stolen", 1);
        assertThat(Api.packetIds(Api.lease(1, 60, 0))).hasSize(1);

        Db.run("UPDATE bucket.packet_state SET lease_id = gen_random_uuid()");

        assertThat(LeaseAudit.stolen()).hasSize(1);
    }

    private static void assertDoneOnce(int packets) {
        assertThat(Db.number("SELECT count(*) FROM bucket.packet_history")).isEqualTo(packets);
        assertThat(Db.number("SELECT count(DISTINCT seq) FROM bucket.packet_history"))
                .isEqualTo(packets);
        assertThat(Db.number("SELECT count(*) FROM bucket.packet_state")).isZero();
        assertThat(Db.number("SELECT sum(processed) FROM bucket.tally")).isEqualTo(packets);
    }

    /** Consumers that check each other: until the lease of one can have expired, no other may be given its packets. */
    private static final class Crew {

        private static final int TRIES = 20;

        private final int leaseSeconds;
        private final int dyingPercent;
        /** Packets with the earliest instant at which their lease can expire. */
        private final Map<String, Long> held = new ConcurrentHashMap<>();

        private final Set<String> heldTwice = ConcurrentHashMap.newKeySet();
        private final AtomicInteger done = new AtomicInteger();
        private final AtomicInteger refused = new AtomicInteger();
        private final AtomicInteger died = new AtomicInteger();

        Crew(int leaseSeconds, int dyingPercent) {
            this.leaseSeconds = leaseSeconds;
            this.dyingPercent = dyingPercent;
        }

        void work(int consumers) throws Exception {
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                List<Future<?>> all = new ArrayList<>();
                for (int i = 0; i < consumers; i++) {
                    SplittableRandom random = new SplittableRandom(i);
                    all.add(threads.submit(() -> consume(random)));
                }
                for (Future<?> one : all) {
                    one.get();
                }
            }
        }

        private void consume(SplittableRandom random) {
            while (true) {
                long expires = System.nanoTime() + TimeUnit.SECONDS.toNanos(leaseSeconds);
                Api.Reply lease = answered(() -> Api.lease(100, leaseSeconds, dyingPercent > 0 ? 2 : 0));
                List<String> ids = Api.packetIds(lease);
                if (ids.isEmpty()) {
                    return;
                }
                ids.stream().filter(id -> isHeldByAnother(id, expires)).forEach(heldTwice::add);
                if (random.nextInt(100) < dyingPercent) {
                    died.incrementAndGet();
                    // The lease expires by itself, and then another consumer may hold the packets.
                    continue;
                }
                Api.Reply acked = answered(() -> Api.settle(lease, true));
                done.addAndGet(acked.body().path("applied").intValue());
                refused.addAndGet(acked.body().path("refused").intValue());
                ids.forEach(id -> held.remove(id, expires));
            }
        }

        /** Asked again, as any consumer does, where a busy service put it off: that is no empty queue. */
        private static Api.Reply answered(Supplier<Api.Reply> request) {
            return Stream.generate(request)
                    .limit(TRIES)
                    .filter(Api.Reply::isOk)
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("put off " + TRIES + " times"));
        }

        private boolean isHeldByAnother(String id, long expires) {
            Long earliest = held.put(id, expires);
            return earliest != null && System.nanoTime() - earliest < 0;
        }
    }
}
