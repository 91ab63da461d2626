package io.bhiv.bucket.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bhiv.kit.commit.Overloaded;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class WaitersTest {

    private static final Duration LONG = Duration.ofSeconds(30);

    private final Waiters waiters = new Waiters();

    @Test
    void hintBetweenQueryAndSleepIsRemembered() {
        Waiters.Slot slot = waiters.take(10);

        waiters.wake(1);

        assertThat(sleep(slot)).isCompletedWithValue(true);
    }

    @Test
    void hintEndsOneSleepOnly() {
        Waiters.Slot slot = waiters.take(10);
        waiters.wake(1);
        assertThat(sleep(slot)).isCompleted();

        assertThat(sleep(slot)).isNotDone();
    }

    @Test
    void wakesLongestWaitingFirstAndOnlyAsManyAsThereArePackets() {
        CompletableFuture<Boolean> first = sleep(waiters.take(10));
        CompletableFuture<Boolean> second = sleep(waiters.take(10));
        CompletableFuture<Boolean> third = sleep(waiters.take(10));

        waiters.wake(2);

        assertThat(first).isCompletedWithValue(true);
        assertThat(second).isCompletedWithValue(true);
        assertThat(third).isNotDone();
    }

    @Test
    void leftSlotIsNotWoken() {
        Waiters.Slot gone = waiters.take(10);
        CompletableFuture<Boolean> stays = sleep(waiters.take(10));
        gone.leave();
        gone.leave();

        waiters.wake(1);

        assertThat(stays).isCompletedWithValue(true);
        assertThat(waiters.waiting()).isEqualTo(1);
    }

    @Test
    void sleepEndsAfterItsLimit() {
        assertThat(waiters.take(10).sleep(Duration.ofMillis(5)).await().atMost(LONG))
                .isFalse();
    }

    @Test
    void slotsAreLimited() {
        waiters.take(1);

        assertThatThrownBy(() -> waiters.take(1)).isInstanceOf(Overloaded.class);
        assertThat(waiters.waiting()).isEqualTo(1);
    }

    private static CompletableFuture<Boolean> sleep(Waiters.Slot slot) {
        return slot.sleep(LONG).subscribeAsCompletionStage();
    }
}
