package io.bhiv.kit.intake;

import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A record that the service can never take.
 *
 * @param reason why; safe to show, so never a part of the value
 */
public record Refused(ConsumerRecord<String, byte[]> record, String reason) {

    /** Neither key nor value. */
    @Override
    public String toString() {
        return "Refused[" + record.topic() + "/" + record.partition() + "/" + record.offset() + " " + reason + "]";
    }
}
