package io.bhiv.bucket;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A packet that arrives between the empty claim and the wait is seen, without a tick to save the day. */
@QuarkusTest
@Backends
@TestProfile(LongPollRaceIT.NoTick.class)
class LongPollRaceIT {

    private static final int ROUNDS = Integer.getInteger("bucket.test.race.rounds", 400);

    /** Nothing but the protocol itself may rouse a waiter. */
    public static final class NoTick implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("bucket.lease.tick", "10h");
        }
    }

    @BeforeEach
    void emptyQueue() {
        Db.empty();
    }

    @Test
    void publishRacesWithTheWait() throws Exception {
        SplittableRandom random = new SplittableRandom(11);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int round = 0; round < ROUNDS; round++) {
                CompletableFuture<Api.Reply> polling =
                        CompletableFuture.supplyAsync(() -> Api.lease(1, 60, 20), threads);
                LockSupport.parkNanos(random.nextInt(6_000_000));
                String id = "race-" + round;
                assertThat(Api.post(Api.BUCKET + "/ingest", Packets.learner("u", "\"packet_id\":\"" + id + "\""))
                                .isOk())
                        .isTrue();

                Api.Reply lease = polling.get(5, TimeUnit.SECONDS);

                assertThat(Api.packetIds(lease)).containsExactly(id);
                Api.settle(lease, true);
            }
        }
    }
}
