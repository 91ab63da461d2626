package io.bhiv.kit.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bhiv.rules.FixedFault;
import io.bhiv.rules.FixedFault.Area;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ParkedReplayTest {

    private static final TopicPartition PARTITION = new TopicPartition("topic", 0);

    private final MockConsumer<String, byte[]> consumer = new MockConsumer<>("none");

    @BeforeEach
    void hold() {
        consumer.updateBeginningOffsets(Map.of(PARTITION, 3L));
        consumer.updateEndOffsets(Map.of(PARTITION, 9L));
    }

    @Test
    void theRecordIsReadFromItsPlace() {
        consumer.schedulePollTask(() -> send(5));

        assertThat(ParkedReplay.read(consumer, PARTITION, 5))
                .map(ConsumerRecord::offset)
                .contains(5L);
    }

    @Test
    void whatRetentionOrCompactionRemovedIsGone() {
        assertThat(ParkedReplay.read(consumer, PARTITION, 2)).isEmpty();
        assertThat(ParkedReplay.read(consumer, PARTITION, 9)).isEmpty();

        consumer.schedulePollTask(() -> send(6));
        assertThat(ParkedReplay.read(consumer, PARTITION, 5)).isEmpty();
    }

    @Test
    @FixedFault(
            area = Area.TRUTH,
            fault =
                    "A record that a slow broker did not send within five seconds was said to be gone from Kafka, and operators discarded it",
            now = "It is answered 503, and may be tried again")
    void aBrokerThatSendsNothingInTimeIsNoProof() {
        assertThatThrownBy(() -> ParkedReplay.read(consumer, PARTITION, 5)).isInstanceOf(TimeoutException.class);
    }

    private void send(long offset) {
        consumer.addRecord(new ConsumerRecord<>("topic", 0, offset, "key", new byte[1]));
    }
}
