package io.bhiv.kit.intake;

import io.quarkus.logging.Log;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.jspecify.annotations.Nullable;

/**
 * Topics that are not read for a while because the brokers refuse them by name: subscribed to, each would keep all others from being read.
 * Used by the intake's thread alone.
 */
final class LeftOutTopics {

    /** Long, because each of its ends makes the whole group share its partitions out again. */
    static final Duration LEFT_OUT = Duration.ofMinutes(5);

    /** A refusal comes with the next answers of the brokers: until then what is tried again is not said to be read. */
    static final Duration ON_TRIAL = Duration.ofMinutes(1);

    private final LongSupplier nanos;
    private final Map<String, Long> ends = new HashMap<>();

    LeftOutTopics(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** Of these, those that may be read now; what nobody asks for any more is forgotten. */
    Set<String> without(Set<String> topics) {
        long now = nanos.getAsLong();
        ends.keySet().retainAll(topics);
        ends.values().removeIf(end -> end + ON_TRIAL.toNanos() - now <= 0);
        return topics.stream().filter(topic -> !isLeftOut(topic, now)).collect(Collectors.toUnmodifiableSet());
    }

    private boolean isLeftOut(String topic, long now) {
        Long end = ends.get(topic);
        return end != null && end - now > 0;
    }

    /** Those left out, and those on trial. */
    Set<String> names() {
        return Set.copyOf(ends.keySet());
    }

    /** False where the failure is of another kind, or where nothing else would be read: then it is the consumer's. */
    boolean leaveOut(KafkaException failure, Set<String> subscribed) {
        Set<String> refused = refused(failure);
        if (refused.isEmpty() || refused.containsAll(subscribed)) {
            return false;
        }
        long end = nanos.getAsLong() + LEFT_OUT.toNanos();
        refused.forEach(topic -> ends.put(topic, end));
        Log.warnf(
                "Topics are left out, the brokers refuse them [topics=%s for=%s cause=%s]",
                refused, LEFT_OUT, failure.getClass().getSimpleName());
        return true;
    }

    /** The consumer wraps what failed while partitions were assigned. */
    private static Set<String> refused(KafkaException failure) {
        for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof InvalidTopicException invalid) {
                return invalid.invalidTopics();
            }
            if (cause instanceof TopicAuthorizationException denied) {
                return denied.unauthorizedTopics();
            }
        }
        return Set.of();
    }
}
