package io.bhiv.kit.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
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

    @Test
    void whatHangsIsCancelledAndReleased() {
        AtomicBoolean cancelled = new AtomicBoolean();
        CompletableFuture<String> counted = underWay.count(
                        () -> Uni.createFrom()
                                .<String>nothing()
                                .onCancellation()
                                .invoke(() -> cancelled.set(true)),
                        () -> Uni.createFrom()
                                .item("released")
                                .onItem()
                                .delayIt()
                                .by(Duration.ofMillis(50)))
                .subscribeAsCompletionStage();

        assertThat(underWay.end(Duration.ofMillis(50), LONG)).isTrue();

        assertThat(cancelled).isTrue();
        assertThat(counted).succeedsWithin(LONG).isEqualTo("released");
    }

    @Test
    void whatEndsInTimeIsNotReleased() {
        CompletableFuture<String> counted = underWay.count(
                        () -> Uni.createFrom().item("done").onItem().delayIt().by(Duration.ofMillis(50)),
                        () -> Uni.createFrom().item("released"))
                .subscribeAsCompletionStage();

        assertThat(underWay.end(LONG, LONG)).isTrue();

        assertThat(counted).succeedsWithin(LONG).isEqualTo("done");
    }

    @Test
    void whatFailsFailsAsBefore() {
        CompletableFuture<String> counted = underWay.count(
                        () -> Uni.createFrom().<String>failure(new IllegalStateException("away")),
                        () -> Uni.createFrom().item("released"))
                .subscribeAsCompletionStage();

        assertThat(counted).isCompletedExceptionally();
        assertThat(underWay.end(LONG, LONG)).isTrue();
    }

    @Test
    void aReleaseThatHangsIsLeftAsWell() {
        underWay.count(() -> Uni.createFrom().nothing(), () -> Uni.createFrom().nothing())
                .subscribe()
                .with(never -> {});

        assertThat(underWay.end(Duration.ofMillis(50), Duration.ofMillis(50))).isFalse();
    }

    private CompletableFuture<Void> begin() {
        return underWay.count(() -> Uni.createFrom().completionStage(work)).subscribeAsCompletionStage();
    }
}
