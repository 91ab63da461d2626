package io.bhiv.bucket;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A packet that arrives between the empty claim and the wait is seen, without the help of a tick. */
@QuarkusTest
@Backends
@TestProfile(NarrowService.class)
class LongPollRaceIT {

    private static final int ROUNDS = Integer.getInteger("bucket.test.race.rounds", 200);

    @BeforeEach
    void emptyQueue() {
        Db.empty();
    }

    @Test
    void ingestRacesWithTheWait() throws Exception {
        SplittableRandom random = new SplittableRandom(11);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int round = 0; round < ROUNDS; round++) {
                CompletableFuture<Api.Reply> polling =
                        CompletableFuture.supplyAsync(() -> Api.lease(1, 60, 20), threads);
                String id = "race-" + round;
                String packet = Packets.learner("u", "\"packet_id\":\"" + id + "\"");
                Executor later =
                        CompletableFuture.delayedExecutor(random.nextInt(6_000_000), TimeUnit.NANOSECONDS, threads);
                Api.Reply ingested = CompletableFuture.supplyAsync(
                                () -> Api.post(Api.BUCKET + "/ingest", packet), later)
                        .join();
                assertThat(ingested.isOk()).isTrue();

                Api.Reply lease = polling.get(5, TimeUnit.SECONDS);

                assertThat(Api.packetIds(lease)).containsExactly(id);
                Api.settle(lease, true);
            }
        }
    }
}
