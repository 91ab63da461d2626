package io.bhiv.bucket.lease;

import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.kit.commit.Overloaded;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class LeaseMemoryTest {

    private static final Duration LONG = Duration.ofSeconds(20);

    private final LeaseMemory memory = new LeaseMemory(100);
    private final LeaseMemory.Room first = memory.room();
    private final LeaseMemory.Room second = memory.room();
    private final LeaseMemory.Room third = memory.room();

    @Test
    void claimsGetTheirRoomInTheOrderInWhichTheyCame() {
        assertThat(held(first, 60, LONG)).isCompleted();
        CompletableFuture<Void> large = held(second, 60, LONG);
        CompletableFuture<Void> small = held(third, 10, LONG);
        assertThat(large).isNotDone();
        assertThat(small).as("behind the one that came first").isNotDone();

        first.keep(40);

        assertThat(large).isCompleted();
        assertThat(small).isNotDone();
        second.release();
        assertThat(small).isCompleted();
        assertThat(memory.held()).isEqualTo(50);
    }

    @Test
    void aLeaseLargerThanAllIsHeldAlone() {
        CompletableFuture<Void> alone = held(first, 500, LONG);
        CompletableFuture<Void> other = held(second, 1, LONG);

        assertThat(alone).isCompleted();
        assertThat(other).isNotDone();
        first.release();
        assertThat(other).isCompleted();
    }

    @Test
    void whoWaitsForTooLongIsRefusedAndKeepsNobodyElseOut() {
        assertThat(held(first, 60, LONG)).isCompleted();
        CompletableFuture<Void> refused = held(second, 60, Duration.ofMillis(30));
        CompletableFuture<Void> behind = held(third, 40, LONG);

        assertThat(refused).failsWithin(LONG).withThrowableThat().withCauseInstanceOf(Overloaded.class);
        assertThat(behind).succeedsWithin(LONG);
        assertThat(memory.held()).isEqualTo(100);
    }

    @Test
    void aRoomThatWasReleasedHoldsNothingMore() {
        first.release();
        assertThat(held(first, 60, LONG)).isCompleted();
        first.keep(10);

        assertThat(memory.held()).isZero();
    }

    private static CompletableFuture<Void> held(LeaseMemory.Room room, long bytes, Duration patience) {
        return room.hold(bytes, patience).subscribeAsCompletionStage();
    }
}
