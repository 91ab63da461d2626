package io.bhiv.kit.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.bhiv.kit.store.StoreFailure;
import io.bhiv.rules.FixedFault;
import io.bhiv.rules.FixedFault.Area;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("timing")
class BreakerTest {

    private static final Duration OPEN_FOR = Duration.ofMillis(500);

    private final AtomicInteger made = new AtomicInteger();
    private final Breaker breaker = new Breaker(
            new BreakerSettings("test", 5, OPEN_FOR), failure -> !(failure instanceof IllegalArgumentException));

    @Test
    void publishedBehaviourIsFiveFailuresAndSixtySeconds() {
        assertThat(BreakerSettings.published("x")).isEqualTo(new BreakerSettings("x", 5, Duration.ofSeconds(60)));
    }

    @Test
    void opensAfterFiveFailuresInARow() {
        fail(4);
        assertThat(breaker.isClosed()).isTrue();

        fail(1);

        assertThat(breaker.state()).isEqualTo(BreakerState.OPEN);
        assertThat(breaker.retryAfter()).isPositive().isLessThanOrEqualTo(OPEN_FOR);
        assertThatThrownBy(() -> succeed().join()).hasCauseInstanceOf(CallNotPermitted.class);
        assertThat(made).hasValue(5);
    }

    @Test
    void aSuccessInBetweenStartsTheCountAnew() {
        fail(4);
        succeed().join();
        fail(4);

        assertThat(breaker.isClosed()).isTrue();
        fail(1);
        assertThat(breaker.isClosed()).isFalse();
    }

    @Test
    void failuresThatSayNothingAboutTheDestinationDoNotCount() {
        for (int i = 0; i < 10; i++) {
            var _ = call(CompletableFuture.failedFuture(new IllegalArgumentException("too large")));
        }

        assertThat(breaker.isClosed()).isTrue();
    }

    @Test
    @FixedFault(
            area = Area.RETENTION,
            fault =
                    "A call that took longer than its breaker stays open failed with a type that nobody knows: updates were parked because Kafka's disk was full",
            now = "It fails as a call without an answer, which says nothing about what was sent")
    void aCallWithoutAnAnswerFailsAsSuch() {
        fail(1);

        CompletableFuture<String> unanswered = call(new CompletableFuture<>());

        await().atMost(OPEN_FOR.multipliedBy(10)).until(unanswered::isDone);
        assertThatThrownBy(unanswered::join)
                .cause()
                .isInstanceOf(TimeoutException.class)
                .satisfies(
                        failure -> assertThat(StoreFailure.isTransient(failure)).isTrue());
    }

    @Test
    void valuesThatCountAsFailuresOpenItAndAreReturned() {
        for (int i = 0; i < 5; i++) {
            assertThat(outcome("away").join()).isEqualTo("away");
        }

        assertThat(breaker.state()).isEqualTo(BreakerState.OPEN);
        assertThat(outcome("fine")).isCompletedExceptionally();
        assertThatThrownBy(outcome("fine")::join).hasCauseInstanceOf(CallNotPermitted.class);
        awaitTrial();
        assertThat(outcome("fine").join()).isEqualTo("fine");
        assertThat(breaker.isClosed()).isTrue();
    }

    private CompletableFuture<String> outcome(String value) {
        return breaker.<String>outcome(() -> CompletableFuture.completedFuture(value), "away"::equals)
                .toCompletableFuture();
    }

    @Test
    void afterTheTimeExactlyOneTrialIsLetThrough() {
        fail(5);
        awaitTrial();
        CompletableFuture<String> trial = new CompletableFuture<>();

        CompletableFuture<String> first = call(trial);
        CompletableFuture<String> second = succeed();

        assertThat(breaker.state()).isEqualTo(BreakerState.HALF_OPEN);
        assertThat(first).isNotDone();
        assertThatThrownBy(second::join).hasCauseInstanceOf(CallNotPermitted.class);
        trial.complete("");
        assertThat(breaker.state()).isEqualTo(BreakerState.CLOSED);
        assertThat(breaker.retryAfter()).isZero();
    }

    @Test
    void aFailedTrialOpensAgain() {
        fail(5);
        awaitTrial();

        fail(1);

        assertThat(breaker.state()).isEqualTo(BreakerState.OPEN);
        assertThat(breaker.retryAfter()).isPositive();
    }

    @Test
    void lateFailuresOfEarlierCallsDoNotPushTheTrialAway() {
        List<CompletableFuture<String>> early = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            CompletableFuture<String> pending = new CompletableFuture<>();
            early.add(pending);
            var _ = call(pending);
        }
        early.subList(0, 5).forEach(BreakerTest::refuse);
        assertThat(breaker.state()).isEqualTo(BreakerState.OPEN);
        Duration before = breaker.retryAfter();

        early.subList(5, 20).forEach(BreakerTest::refuse);

        assertThat(breaker.retryAfter()).isLessThanOrEqualTo(before);
        awaitTrial();
        succeed().join();
        assertThat(breaker.isClosed()).isTrue();
    }

    @Test
    void aTrialThatNeverAnswersIsFollowedByAnother() {
        fail(5);
        awaitTrial();
        var _ = call(new CompletableFuture<>());

        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(breaker.state()).isEqualTo(BreakerState.OPEN));
        awaitTrial();
        succeed().join();
        assertThat(breaker.isClosed()).isTrue();
    }

    @Test
    void aCallIsMadeOnTheCallersThread() {
        fail(1);
        Thread[] seen = new Thread[1];

        var _ = breaker.call(() -> {
            seen[0] = Thread.currentThread();
            return CompletableFuture.completedFuture("");
        });

        assertThat(seen[0]).isSameAs(Thread.currentThread());
    }

    @Test
    void aTimeLimitEndsTheCallAndCountsAsAFailure() {
        AtomicInteger cancelled = new AtomicInteger();
        CallGuard guard = new CallGuard(breaker, Duration.ofMillis(50));

        for (int i = 0; i < 5; i++) {
            assertThatThrownBy(() -> guard.call(() -> silent(cancelled)).await().atMost(Duration.ofSeconds(5)))
                    .isInstanceOf(io.smallrye.mutiny.TimeoutException.class);
        }

        assertThat(cancelled).hasValue(5);
        assertThat(breaker.state()).isEqualTo(BreakerState.OPEN);
        assertThatThrownBy(() -> guard.call(() -> silent(cancelled)).await().atMost(Duration.ofSeconds(5)))
                .isInstanceOf(CallNotPermitted.class);
    }

    @Test
    void cancellingTheResultEndsTheCall() {
        AtomicInteger cancelled = new AtomicInteger();
        CallGuard guard = new CallGuard(breaker, Duration.ofSeconds(30));
        UniAssertSubscriber<String> caller =
                guard.call(() -> silent(cancelled)).subscribe().withSubscriber(UniAssertSubscriber.create());

        caller.cancel();

        assertThat(cancelled).hasValue(1);
    }

    @Test
    void whatTheCallReturnsIsReturned() {
        CallGuard guard = new CallGuard(breaker, Duration.ofSeconds(5));

        assertThat(guard.call(() -> Uni.createFrom().item("answer")).await().atMost(Duration.ofSeconds(5)))
                .isEqualTo("answer");
        fail(1);
        assertThat(guard.call(() -> Uni.createFrom().item("guarded")).await().atMost(Duration.ofSeconds(5)))
                .isEqualTo("guarded");
    }

    private static Uni<String> silent(AtomicInteger cancelled) {
        return Uni.createFrom().<String>nothing().onCancellation().invoke(cancelled::incrementAndGet);
    }

    private void fail(int times) {
        for (int i = 0; i < times; i++) {
            var _ = call(CompletableFuture.failedFuture(new IllegalStateException("no answer")));
        }
    }

    private CompletableFuture<String> succeed() {
        return call(CompletableFuture.completedFuture(""));
    }

    private CompletableFuture<String> call(CompletableFuture<String> answer) {
        return breaker.call(() -> {
                    made.incrementAndGet();
                    return answer;
                })
                .toCompletableFuture();
    }

    private static void refuse(CompletableFuture<String> call) {
        call.completeExceptionally(new IllegalStateException("no answer"));
    }

    private void awaitTrial() {
        await().atMost(Duration.ofSeconds(5))
                .pollInterval(Duration.ofMillis(20))
                .untilAsserted(() -> assertThat(breaker.retryAfter()).isZero());
    }
}
