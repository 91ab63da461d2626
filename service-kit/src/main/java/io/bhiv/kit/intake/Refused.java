package io.bhiv.kit.intake;

import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A record that the service can never take.
 *
 * @param reason why; safe to show, so never a part of the value
 */
public record Refused(ConsumerRecord<String, byte[]> record, String reason) {

    private static final String TOO_LARGE = "larger than bridge.intake.max-record";

    static Refused tooLarge(ConsumerRecord<String, byte[]> record) {
        return new Refused(record, TOO_LARGE);
    }

    /** Whether it is larger than records may be: of its value only the beginning was read. */
    public boolean isTooLarge() {
        return reason.equals(TOO_LARGE);
    }

    /** Neither key nor value. */
    @Override
    public String toString() {
        return "Refused[" + record.topic() + "/" + record.partition() + "/" + record.offset() + " " + reason + "]";
    }
}
