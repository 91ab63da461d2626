package io.bhiv.stack.simulate;

import io.bhiv.play.webhook.Content;
import java.util.List;
import java.util.Optional;

/** What a simulation brought: the answers, and what came off Kafka for them. */
record Outcome(String provider, Content content, List<Sent> sent, List<Seen> seen, boolean triggerExpected) {

    boolean hasTrigger() {
        return seen.stream().anyMatch(Seen::isTrigger);
    }

    /** Every answer was the one it should be, and a trigger came where one was due. */
    boolean isAsExpected() {
        return sent.stream().allMatch(Sent::isAsExpected) && (!triggerExpected || hasTrigger());
    }

    /** Milliseconds from the sending of its webhook to its arrival here. */
    double millisSinceSent(Seen record) {
        return origin(record)
                .map(one -> (record.seenNanos() - one.sentNanos()) / 1e6)
                .orElse(Double.NaN);
    }

    /** Which of the deliveries it came from. */
    String labelOf(Seen record) {
        return origin(record).map(Sent::label).orElse("?");
    }

    private Optional<Sent> origin(Seen record) {
        return sent.stream()
                .filter(one ->
                        one.eventId().filter(record.deliveryEventId()::equals).isPresent())
                .findFirst();
    }
}
