package io.bhiv.stage.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bhiv.rules.FixedFault;
import io.bhiv.rules.FixedFault.Area;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedKafkaBrokerIT {

    @Test
    void keepsPortTopicsAndRecordsOverStopAndStart() throws Exception {
        try (EmbeddedKafkaBroker broker = new EmbeddedKafkaBroker(KafkaOptions.temporary()).start()) {
            String servers = broker.bootstrapServers();
            createTopic(servers, "words");
            send(servers, "words", "one");
            broker.stop();
            broker.start();
            assertThat(broker.bootstrapServers()).isEqualTo(servers);
            send(servers, "words", "two");
            assertThat(readTwo(servers, "words")).containsExactly("one", "two");
        }
    }

    @Test
    void makesNoTopicByAccident() {
        try (EmbeddedKafkaBroker broker = new EmbeddedKafkaBroker(KafkaOptions.temporary()).start()) {
            assertThatThrownBy(() -> send(broker.bootstrapServers(), "never-made", "one"))
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(TimeoutException.class);
        }
    }

    /** A log folder that is gone is what a full disk is to the broker: it ends itself, and with it would end this very JVM. */
    @Test
    @FixedFault(
            area = Area.TRUTH,
            fault = "A full disk ended the local Kafka, and with it the process that supervises",
            now = "The broker alone ends and is started again when there is room")
    void aBrokerThatEndsItselfLeavesThisProcessAloneAndComesBack(@TempDir Path folder) throws Exception {
        try (EmbeddedKafkaBroker broker = new EmbeddedKafkaBroker(KafkaOptions.keptIn(folder, 0)).start()) {
            createTopic(broker.bootstrapServers(), "before");
            Path aside = Files.move(broker.logDirectory(), folder.resolve("aside"));
            Files.writeString(broker.logDirectory(), "no folder");
            requestTopic(broker.bootstrapServers(), "fails");
            Awaitility.await().atMost(Duration.ofSeconds(30)).until(broker::hasFailed);

            Files.delete(broker.logDirectory());
            Files.move(aside, broker.logDirectory());
            broker.stop();
            broker.start();

            assertThat(broker.hasFailed()).isFalse();
            send(broker.bootstrapServers(), "before", "one");
        }
    }

    private static void createTopic(String servers, String topic) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers))) {
            admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get(20, TimeUnit.SECONDS);
        }
    }

    /** Makes the broker write to its folder. The request itself may still succeed: it is answered before the broker has tried. */
    private static boolean requestTopic(String servers, String topic) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers))) {
            return admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1)))
                    .all()
                    .toCompletionStage()
                    .handle((made, failure) -> failure == null)
                    .toCompletableFuture()
                    .get(20, TimeUnit.SECONDS);
        }
    }

    private static void send(String servers, String topic, String word) throws Exception {
        Map<String, Object> config = Map.of("bootstrap.servers", servers, "acks", "all", "max.block.ms", "5000");
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(config, new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>(topic, word)).get(20, TimeUnit.SECONDS);
        }
    }

    private static List<String> readTwo(String servers, String topic) {
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", servers), new StringDeserializer(), new StringDeserializer())) {
            TopicPartition partition = new TopicPartition(topic, 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            List<String> words = new ArrayList<>();
            long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
            while (words.size() < 2 && System.nanoTime() < deadline) {
                consumer.poll(Duration.ofMillis(200)).forEach(record -> words.add(record.value()));
            }
            return words;
        }
    }
}
