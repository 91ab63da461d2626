package io.bhiv.kit.intake;

import io.smallrye.mutiny.Uni;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Takes a batch of records into the service. */
@FunctionalInterface
public interface IntakeHandler {

    /**
     * Makes the batch durable. Called on the intake's own thread, one batch at a time, in the order of the partitions.
     *
     * <p>A record may come again after a crash or a rebalance: taking it twice must have the effect of taking it once. A
     * value may be null, and so may the value of a header ({@link RecordText} reads both safely).
     *
     * @return the records that can never be taken, with the reason; they are parked. Fails where the batch should be tried
     *     again: because something is away ({@link io.bhiv.kit.intake.FailureOrigin}), or because of one of its records, which is
     *     then found by halving the batch and parked
     */
    Uni<List<Refused>> take(List<ConsumerRecord<String, byte[]>> batch);

    /**
     * Answers for a record that is parked without having been taken, where somebody waits for an answer or counts it: it failed alone, or
     * it {@link Refused#isTooLarge}. Repeated until it succeeds or fails because of the record as well.
     */
    default Uni<Void> rejected(Refused record) {
        return Uni.createFrom().voidItem();
    }
}
