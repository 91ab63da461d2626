package io.bhiv.kit.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class CircuitBreakerTest {

    private Instant now = Instant.parse("2026-07-05T06:41:15Z");
    private final Clock clock = new Clock() {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    };
    private final CircuitBreaker breaker = new CircuitBreaker(clock);

    @Test
    void opensAfterFiveFailuresInARow() {
        fail(4);
        assertThat(breaker.tryAcquire()).isTrue();

        fail(1);

        assertThat(breaker.tryAcquire()).isFalse();
        assertThat(breaker.retryAfter()).isEqualTo(Duration.ofSeconds(60));
    }

    @Test
    void aSuccessInBetweenStartsTheCountAnew() {
        fail(4);
        breaker.succeeded();
        fail(4);

        assertThat(breaker.tryAcquire()).isTrue();
    }

    @Test
    void afterSixtySecondsExactlyOneTrialIsLetThrough() {
        fail(5);
        pass(Duration.ofSeconds(59));
        assertThat(breaker.tryAcquire()).isFalse();

        pass(Duration.ofSeconds(1));

        assertThat(breaker.tryAcquire()).isTrue();
        assertThat(breaker.tryAcquire()).isFalse();
        assertThat(breaker.state().label()).isEqualTo("half-open");
    }

    @Test
    void aSuccessfulTrialCloses() {
        fail(5);
        pass(Duration.ofSeconds(60));
        breaker.tryAcquire();

        breaker.succeeded();

        assertThat(breaker.state()).isEqualTo(new CircuitBreaker.State.Closed(0));
    }

    @Test
    void aFailedTrialOpensForAnotherMinute() {
        fail(5);
        pass(Duration.ofSeconds(60));
        breaker.tryAcquire();

        fail(1);

        assertThat(breaker.retryAfter()).isEqualTo(Duration.ofSeconds(60));
    }

    @Test
    void lateFailuresOfEarlierCallsDoNotPushTheTrialAway() {
        fail(5);
        pass(Duration.ofSeconds(30));

        fail(10);

        assertThat(breaker.retryAfter()).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void aTrialThatNeverAnswersIsFollowedByAnother() {
        fail(5);
        pass(Duration.ofSeconds(60));
        breaker.tryAcquire();

        pass(Duration.ofSeconds(60));

        assertThat(breaker.tryAcquire()).isTrue();
    }

    private void fail(int times) {
        for (int i = 0; i < times; i++) {
            breaker.failed();
        }
    }

    private void pass(Duration duration) {
        now = now.plus(duration);
    }
}
