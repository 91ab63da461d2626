package io.bhiv.kit.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class InFlightWorkTest {

    private static final Duration LONG = Duration.ofSeconds(20);

    private final InFlightWork underWay = new InFlightWork();
    private final CompletableFuture<Void> work = new CompletableFuture<>();

    @Test
    void whereNothingIsUnderWayTheEndDoesNotWait() {
        assertThat(underWay.isEnding()).isFalse();

        assertThat(underWay.awaitEnd(LONG)).isTrue();

        assertThat(underWay.isEnding()).isTrue();
    }

    @Test
    void theEndWaitsForWhatIsUnderWay() {
        CompletableFuture<Void> counted = begin();
        CompletableFuture.delayedExecutor(50, TimeUnit.MILLISECONDS).execute(() -> work.complete(null));

        assertThat(underWay.awaitEnd(LONG)).isTrue();

        assertThat(counted).succeedsWithin(LONG);
    }

    @Test
    void whatFailsHasEnded() {
        CompletableFuture<Void> counted = begin();
        work.completeExceptionally(new IllegalStateException("away"));

        assertThat(underWay.awaitEnd(LONG)).isTrue();

        assertThat(counted).isCompletedExceptionally();
    }

    @Test
    void whatHangsIsLeftAfterTheLimit() {
        CompletableFuture<Void> counted = begin();

        assertThat(underWay.awaitEnd(Duration.ofMillis(50))).isFalse();

        assertThat(counted).isNotDone();
    }

    private CompletableFuture<Void> begin() {
        return underWay.count(() -> Uni.createFrom().completionStage(work)).subscribeAsCompletionStage();
    }
}
