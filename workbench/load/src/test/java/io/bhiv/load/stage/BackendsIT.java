package io.bhiv.load.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.stage.process.ServiceCommand.Form;
import io.bhiv.stage.topic.TopicFollower;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackendsIT {

    @Test
    void runsBackendsApartFollowsATopicAndLeavesNothing(@TempDir Path folder) throws Exception {
        ProcessHandle kafka;
        try (OwnStage stage = new OwnStage(folder, folder.resolve("results"), Form.JVM, List.of())) {
            kafka = Objects.requireNonNull(stage.processes().get("kafka"));
            assertThat(kafka.isAlive()).isTrue();
            assertThat(stage.processes()).containsKeys("postgres", "generator");
            followsWhatIsSentFromNowOn(stage);
        }
        assertThat(kafka.isAlive()).isFalse();
        assertThat(Files.exists(folder.resolve("results/data"))).isFalse();
    }

    private static void followsWhatIsSentFromNowOn(OwnStage stage) {
        Map<String, Object> config = Map.of("bootstrap.servers", stage.kafkaServers());
        Set<String> seen = ConcurrentHashMap.newKeySet();
        try (Admin admin = Admin.create(config);
                KafkaProducer<String, String> producer =
                        new KafkaProducer<>(config, new StringSerializer(), new StringSerializer())) {
            admin.createTopics(List.of(new NewTopic("followed", 3, (short) 1)));
            try (TopicFollower follower = TopicFollower.gathering(stage.kafkaServers(), "followed")
                    .follow(record -> seen.add(new String(record.value(), StandardCharsets.UTF_8)))) {
                for (int i = 0; i < 30; i++) {
                    var sent = producer.send(new ProducerRecord<>("followed", "key" + i, "value" + i));
                    assertThat(sent).isNotNull();
                }
                producer.flush();
                Awaitility.await()
                        .atMost(20, TimeUnit.SECONDS)
                        .untilAsserted(() -> assertThat(seen).hasSize(30));
            }
        }
    }
}
