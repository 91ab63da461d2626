package io.bhiv.bucket.lease;

import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.kit.commit.Overloaded;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LeaseMemoryTest {

    private static final Duration LONG = Duration.ofSeconds(20);

    private final AtomicLong nanos = new AtomicLong();
    private final LeaseMemory memory = new LeaseMemory(100, nanos::get);
    private final LeaseMemory.Room first = memory.room();
    private final LeaseMemory.Room second = memory.room();
    private final LeaseMemory.Room third = memory.room();

    @Test
    void claimsGetTheirRoomInTheOrderInWhichTheyCame() {
        assertThat(held(first, 60)).isCompleted();
        CompletableFuture<Void> large = held(second, 60);
        CompletableFuture<Void> small = held(third, 10);
        assertThat(large).isNotDone();
        assertThat(small).as("behind the one that came first").isNotDone();

        read(first, 40);

        assertThat(large).isCompleted();
        assertThat(small).isNotDone();
        second.release();
        assertThat(small).isCompleted();
        assertThat(memory.held()).isEqualTo(50);
    }

    @Test
    void aLeaseLargerThanAllIsHeldAlone() {
        CompletableFuture<Void> alone = held(first, 500);
        CompletableFuture<Void> other = held(second, 1);

        assertThat(alone).isCompleted();
        assertThat(other).isNotDone();
        first.release();
        assertThat(other).isCompleted();
    }

    @Test
    void whoWaitsForTooLongIsRefusedAndKeepsNobodyElseOut() {
        assertThat(held(first, 60)).isCompleted();
        CompletableFuture<Void> refused = held(memory.room(Duration.ofMillis(30)), 60);
        CompletableFuture<Void> behind = held(third, 40);

        assertThat(refused).failsWithin(LONG).withThrowableThat().withCauseInstanceOf(Overloaded.class);
        assertThat(behind).succeedsWithin(LONG);
        assertThat(memory.held()).isEqualTo(100);
    }

    @Test
    void theLineIsBounded() {
        assertThat(held(first, 100)).isCompleted();
        for (int i = 0; i < LeaseMemory.MOST_WAITING; i++) {
            assertThat(held(memory.room(), 1)).isNotDone();
        }

        assertThat(held(second, 1)).isCompletedExceptionally();
        first.release();
        assertThat(held(third, 1)).as("there is a place in the line again").isNotDone();
    }

    @Test
    void aRoomThatWasReleasedHoldsNothingMore() {
        first.release();
        assertThat(held(first, 60)).isCompleted();
        read(first, 10);

        assertThat(memory.held()).isZero();
    }

    @Test
    void whatIsReadIsHeldToItsEndWhoeverWaitsForIt() {
        CompletableFuture<UniEmitter<? super String>> statement = new CompletableFuture<>();
        assertThat(held(first, 60)).isCompleted();
        first.reading(Uni.createFrom().<String>emitter(statement::complete), found -> 10)
                .subscribe()
                .with(found -> {})
                .cancel();

        first.release();

        assertThat(memory.held()).isEqualTo(60);
        statement.join().complete("packets");
        assertThat(memory.held()).isZero();
    }

    @Test
    void aRequestThatAsksSeveralTimesHasOneTimeForAll() {
        LeaseMemory.Room asking = memory.room(Duration.ofHours(1));
        assertThat(held(first, 100)).isCompleted();
        CompletableFuture<Void> admitted = held(asking, 1);
        nanos.addAndGet(Duration.ofHours(1).toNanos());
        first.release();
        assertThat(admitted).isCompleted();
        read(asking, 0);
        assertThat(held(second, 100)).isCompleted();

        assertThat(held(asking, 1)).failsWithin(LONG).withThrowableThat().withCauseInstanceOf(Overloaded.class);
    }

    private static CompletableFuture<Void> held(LeaseMemory.Room room, long bytes) {
        return room.hold(bytes).subscribeAsCompletionStage();
    }

    private static void read(LeaseMemory.Room room, long bytes) {
        assertThat(room.reading(Uni.createFrom().item("packets"), found -> bytes)
                        .subscribeAsCompletionStage())
                .isCompleted();
    }
}
