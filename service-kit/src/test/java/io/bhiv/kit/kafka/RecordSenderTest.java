package io.bhiv.kit.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bhiv.rules.FixedFault;
import io.bhiv.rules.FixedFault.Area;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.junit.jupiter.api.Test;

class RecordSenderTest {

    private final TestSender kafka = new TestSender();

    @Test
    void nothingIsDoneBeforeEveryRecordIsAcknowledged() {
        CompletableFuture<Void> sent = kafka.sender.hand(List.of(record("a"), record("b")));

        kafka.broker.completeNext();
        assertThat(sent).isNotDone();
        kafka.broker.completeNext();

        assertThat(sent).isCompleted();
        assertThat(kafka.sender.lastAcknowledged()).isNotNull();
    }

    @Test
    void whereEachRecordLiesIsToldBeforeTheGroupIsDone() {
        List<RecordMetadata> places = new ArrayList<>();
        CompletableFuture<Void> sent = kafka.sender.hand(List.of(record("a"), record("b")), places::add);

        kafka.broker.completeNext();
        assertThat(places).hasSize(1);
        kafka.broker.completeNext();

        assertThat(sent).isCompleted();
        assertThat(places).extracting(RecordMetadata::offset).containsExactly(0L, 1L);
    }

    @Test
    void aGroupEndsWhateverBecomesOfThePlacesOfItsRecords() {
        CompletableFuture<Void> sent = kafka.sender.hand(List.of(record("a"), record("b")), place -> {
            throw new IllegalStateException("no room for a place");
        });

        kafka.broker.completeNext();
        kafka.broker.completeNext();

        assertThat(sent).isCompleted();
    }

    @Test
    void aPlaceThatTheBrokerDoesNotSayIsNotTold() {
        List<RecordMetadata> places = new ArrayList<>();
        Acknowledgements acknowledgements = new Acknowledgements(1, () -> {}, failure -> {}, places::add);

        acknowledgements.onCompletion(new RecordMetadata(new TopicPartition("topic", 0), -1, 0, -1, 0, 1), null);

        assertThat(acknowledgements.all()).isCompleted();
        assertThat(places).isEmpty();
    }

    @Test
    void oneRefusedRecordFailsTheGroup() {
        CompletableFuture<Void> sent = kafka.sender.hand(List.of(record("a"), record("b")));

        kafka.broker.completeNext();
        kafka.broker.errorNext(new TimeoutException("no broker"));

        assertThat(sent).isCompletedExceptionally();
    }

    @Test
    void afterFiveRefusalsInARowTheBrokerIsLeftAlone() {
        for (int i = 0; i < 5; i++) {
            var _ = kafka.sender.hand(List.of(record("a"), record("b")));
            kafka.broker.errorNext(new TimeoutException("no broker"));
            kafka.broker.errorNext(new TimeoutException("no broker"));
        }

        CompletableFuture<Void> sent = kafka.sender.hand(List.of(record("a")));

        assertThatThrownBy(sent::join).hasCauseInstanceOf(BrokerUnavailable.class);
        assertThat(kafka.broker.history()).hasSize(10);
    }

    @Test
    void afterTheFirstRefusalTheOthersOfAGroupAreNotTried() {
        List<ProducerRecord<String, byte[]>> tried = new ArrayList<>();
        MockProducer<String, byte[]> full = new MockProducer<>() {
            @Override
            public synchronized Future<RecordMetadata> send(ProducerRecord<String, byte[]> record, Callback callback) {
                tried.add(record);
                TimeoutException refused = new TimeoutException("no room within max-block");
                callback.onCompletion(null, refused);
                return CompletableFuture.failedFuture(refused);
            }
        };

        CompletableFuture<Void> sent = new TestSender(full).sender.hand(List.of(record("a"), record("b")));

        assertThat(sent).isCompletedExceptionally();
        assertThat(tried).hasSize(1);
    }

    @Test
    void recordsThatAreTooLargeSayNothingAboutTheBroker() {
        for (int i = 0; i < 10; i++) {
            var _ = kafka.sender.hand(List.of(record("a")));
            kafka.broker.errorNext(new RecordTooLargeException("too large"));
        }

        assertThat(kafka.sender.breaker().state().wireName()).isEqualTo("closed");
    }

    @Test
    @FixedFault(
            area = Area.NEIGHBOURS,
            fault = "One job with a missing topic opened the breaker, and no job could publish any more",
            now = "A topic that cannot be written is left alone by itself")
    void aTopicThatIsMissingStopsNoOther() {
        List<String> tried = new ArrayList<>();
        MockProducer<String, byte[]> producer = new MockProducer<>() {
            @Override
            public synchronized Future<RecordMetadata> send(ProducerRecord<String, byte[]> record, Callback callback) {
                tried.add(record.topic());
                if (record.topic().equals("missing")) {
                    TimeoutException absent = new TimeoutException(
                            "not present in metadata", new UnknownTopicOrPartitionException("missing"));
                    callback.onCompletion(null, absent);
                    return CompletableFuture.failedFuture(absent);
                }
                RecordMetadata place = new RecordMetadata(new TopicPartition(record.topic(), 0), 0, 0, 0, 0, 1);
                callback.onCompletion(place, null);
                return CompletableFuture.completedFuture(place);
            }
        };
        RecordSender sender = new TestSender(producer).sender;

        for (int i = 0; i < 10; i++) {
            assertThatThrownBy(() -> sent(sender, "missing")).isInstanceOf(TopicUnavailable.class);
        }

        sent(sender, "good");
        assertThat(tried)
                .as("handing it over would wait for max-block each time")
                .containsExactly("missing", "good");
        assertThat(sender.breaker().state().wireName()).isEqualTo("closed");
        assertThat(sender.lastFailed()).isNull();
    }

    private static void sent(RecordSender sender, String topic) {
        sender.sendToOneOfMany(new ProducerRecord<>(topic, "key", new byte[] {1}))
                .await()
                .atMost(Duration.ofSeconds(10));
    }

    @Test
    void anEmptyGroupIsDoneAtOnce() {
        assertThat(kafka.sender.hand(List.of())).isCompleted();
    }

    private static ProducerRecord<String, byte[]> record(String key) {
        return new ProducerRecord<>("topic", key, new byte[] {1});
    }
}
