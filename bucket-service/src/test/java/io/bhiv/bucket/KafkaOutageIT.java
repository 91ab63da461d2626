package io.bhiv.bucket;

import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.stage.testing.KafkaResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Kafka down under load: packets are stored and processed as usual, and published when it is back. */
@QuarkusTest
@Backends
@TestProfile(OneService.class)
@Tag("faults")
class KafkaOutageIT {

    private static final Duration OUTAGE = Duration.ofSeconds(Integer.getInteger("bucket.test.kafka.seconds", 2));

    @BeforeEach
    void emptyQueue() {
        Db.empty();
    }

    @Test
    void intakeAndLeasesContinueAndEverythingIsPublishedAfterwards() throws Exception {
        try (Load load = Load.of(8, 3)) {
            load.run(Duration.ofMillis(500));
            KafkaResource.stopServer();
            load.run(OUTAGE);
            assertThat(Db.number("SELECT count(*) FROM bucket.packet_outbox")).isPositive();
            KafkaResource.startServer();
            load.end();

            load.assertEverythingAcknowledgedIsDoneOnce();
            assertThat(load.answers()).containsExactly(200);
            assertThat(published()).containsAll(load.acknowledged());
        }
    }

    private static Set<String> published() {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers",
                KafkaResource.bootstrapServers(),
                "group.id",
                "kafka-outage-it",
                "auto.offset.reset",
                "earliest",
                // Other tests left many thousand records.
                "max.poll.records",
                20_000);
        Set<String> ids = new HashSet<>();
        try (var consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            var partitions = consumer.partitionsFor("prana-packets").stream()
                    .map(one -> new TopicPartition(one.topic(), one.partition()))
                    .toList();
            consumer.assign(partitions);
            var ends = consumer.endOffsets(partitions);
            Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> {
                consumer.poll(Duration.ofMillis(200))
                        .forEach(record -> ids.add(
                                new String(record.headers().lastHeader("ce_id").value(), StandardCharsets.UTF_8)));
                return ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
            });
        }
        return ids;
    }
}
