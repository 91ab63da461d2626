package io.bhiv.kit.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.Test;

class LeftOutTopicsTest {

    private static final Set<String> TOPICS = Set.of("orders", "not allowed", "denied");

    private final AtomicLong nanos = new AtomicLong();
    private final LeftOutTopics leftOut = new LeftOutTopics(nanos::get);

    @Test
    void whatTheBrokersRefuseIsLeftOutForAWhile() {
        assertThat(leftOut.leaveOut(new InvalidTopicException(Set.of("not allowed")), TOPICS))
                .isTrue();
        assertThat(leftOut.leaveOut(
                        new KafkaException("in a callback", new TopicAuthorizationException(Set.of("denied"))), TOPICS))
                .isTrue();
        assertThat(leftOut.without(TOPICS)).containsExactly("orders");
        assertThat(leftOut.names()).containsExactlyInAnyOrder("not allowed", "denied");

        nanos.addAndGet(LeftOutTopics.LEFT_OUT.toNanos());

        assertThat(leftOut.without(TOPICS)).isEqualTo(TOPICS);
    }

    @Test
    void whatIsTriedAgainIsNamedUntilTheBrokersHadTimeToRefuseIt() {
        leftOut.leaveOut(new InvalidTopicException(Set.of("not allowed")), TOPICS);
        nanos.addAndGet(LeftOutTopics.LEFT_OUT.plus(LeftOutTopics.ON_TRIAL).toNanos() - 1);

        assertThat(leftOut.without(TOPICS)).isEqualTo(TOPICS);
        assertThat(leftOut.names()).containsExactly("not allowed");

        nanos.incrementAndGet();

        assertThat(leftOut.without(TOPICS)).isEqualTo(TOPICS);
        assertThat(leftOut.names()).isEmpty();
    }

    @Test
    void whatNobodyAsksForAnyMoreIsForgotten() {
        leftOut.leaveOut(new InvalidTopicException(Set.of("not allowed")), TOPICS);

        assertThat(leftOut.without(Set.of("orders"))).containsExactly("orders");
        assertThat(leftOut.names()).isEmpty();
    }

    @Test
    void aFailureOfAnotherKindOrOfAllTopicsIsTheConsumers() {
        assertThat(leftOut.leaveOut(new TimeoutException("no answer"), TOPICS)).isFalse();
        assertThat(leftOut.leaveOut(new TopicAuthorizationException(Set.of("orders")), Set.of("orders")))
                .isFalse();
        assertThat(leftOut.without(TOPICS)).isEqualTo(TOPICS);
    }
}
