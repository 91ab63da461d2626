package io.bhiv.bucket;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A replica whose clock is an hour ahead: leases, pauses and times of receipt are those of the database. */
@QuarkusTest
@Backends
@TestProfile(NarrowService.class)
class ShiftedClockIT {

    @BeforeEach
    void emptyQueue() {
        Db.empty();
    }

    @Test
    void leaseLastsByTheClockOfTheDatabase() {
        Api.ingest("ahead", 2);

        Api.Reply lease = Api.lease(1, 60, 0);

        assertThat(Instant.parse(lease.body().path("lease_until").textValue()))
                .isBetween(Instant.now().plusSeconds(30), Instant.now().plusSeconds(90));
        assertThat(Instant.parse(
                        lease.body().path("packets").get(0).path("received_at").textValue()))
                .isBefore(Instant.now().plusSeconds(30));
        assertThat(Api.packetIds(Api.lease(10, 60, 0)))
                .doesNotContainAnyElementsOf(Api.packetIds(lease))
                .hasSize(1);
        assertThat(Api.settle(lease, true).body().path("applied").intValue()).isEqualTo(1);
    }

    @Test
    void requestsWaitAsLongAsTheyAskAndAreWokenAtOnce() throws Exception {
        Instant began = Instant.now();
        assertThat(Api.packetIds(Api.lease(1, 60, 1))).isEmpty();
        assertThat(Duration.between(began, Instant.now())).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(4));

        CompletableFuture<Api.Reply> waiting = CompletableFuture.supplyAsync(() -> Api.lease(1, 60, 20));
        Api.ingest("woken", 1);

        assertThat(Api.packetIds(waiting.get(5, TimeUnit.SECONDS))).containsExactly("woken-0");
        assertThat(Api.get(Api.BUCKET + "/status").body().path("leased_packets").intValue())
                .isEqualTo(1);
    }
}
