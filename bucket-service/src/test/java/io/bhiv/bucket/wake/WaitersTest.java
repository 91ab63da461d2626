package io.bhiv.bucket.wake;

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
    void hintBetweenLookAndRestIsRemembered() {
        Waiters.Place place = waiters.place(10);

        waiters.rouse(1);

        assertThat(rest(place)).isCompletedWithValue(true);
    }

    @Test
    void hintIsUsedUpByOneRest() {
        Waiters.Place place = waiters.place(10);
        waiters.rouse(1);
        assertThat(rest(place)).isCompleted();

        assertThat(rest(place)).isNotDone();
    }

    @Test
    void rousesLongestWaitingFirstAndOnlyAsManyAsThereArePackets() {
        CompletableFuture<Boolean> first = rest(waiters.place(10));
        CompletableFuture<Boolean> second = rest(waiters.place(10));
        CompletableFuture<Boolean> third = rest(waiters.place(10));

        waiters.rouse(2);

        assertThat(first).isCompletedWithValue(true);
        assertThat(second).isCompletedWithValue(true);
        assertThat(third).isNotDone();
    }

    @Test
    void whoLeftIsNotRoused() {
        Waiters.Place gone = waiters.place(10);
        CompletableFuture<Boolean> stays = rest(waiters.place(10));
        gone.leave();
        gone.leave();

        waiters.rouse(1);

        assertThat(stays).isCompletedWithValue(true);
        assertThat(waiters.waiting()).isEqualTo(1);
    }

    @Test
    void restEndsByItself() {
        assertThat(waiters.place(10).rest(Duration.ofMillis(5)).await().atMost(LONG))
                .isFalse();
    }

    @Test
    void placesAreLimited() {
        waiters.place(1);

        assertThatThrownBy(() -> waiters.place(1)).isInstanceOf(Overloaded.class);
        assertThat(waiters.waiting()).isEqualTo(1);
    }

    private static CompletableFuture<Boolean> rest(Waiters.Place place) {
        return place.rest(LONG).subscribeAsCompletionStage();
    }
}
