package io.bhiv.system.documents;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.bhiv.model.topic.Topics;
import io.bhiv.stage.layout.Place;
import io.bhiv.stage.topic.TopicFollower;
import io.bhiv.system.StackUnderTest;
import io.bhiv.system.biometric.Webhooks;
import io.bhiv.system.fault.FaultStage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs the consumer of {@code docs/consumers.md} that is written in Python. It needs a {@code python3} that can import
 * {@code confluent_kafka}, the first on the PATH or that of the distribution, and is skipped without one.
 */
class PythonConsumerIT {

    private static final String GROUP = "neuros-python";

    /** Packages of the distribution are not seen by a {@code python3} that comes before it on the PATH. */
    private static final List<String> PYTHONS = List.of("python3", "/usr/bin/python3");

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final String RESOLVED = """
            {"subject_id":"sub_resolved","rule":"HRV_DROP","recommendation":"breathing_exercise","explanation":"It is over.",\
            "personal":{"status":"RESOLVED"}}""";

    @TempDir
    private Path folder;

    @Test
    void theDocumentedConsumerHandlesEachEventOnce() throws Exception {
        Optional<String> python =
                PYTHONS.stream().filter(PythonConsumerIT::knowsKafka).findFirst();
        assumeTrue(
                python.isPresent(),
                "python3 cannot import confluent_kafka; pip install confluent-kafka, and this runs");
        Path program = Files.writeString(folder.resolve("consumer.py"), documented());
        assertThat(Files.readAllLines(program))
                .filteredOn(line -> !line.isBlank())
                .hasSizeLessThanOrEqualTo(40);
        try (FaultStage stage = FaultStage.open()) {
            var biometric = stage.started(Place.BIOMETRIC, Map.of());
            for (double rmssd : new double[] {20, 55}) {
                assertThat(Webhooks.send(Webhooks.night("person-" + rmssd, rmssd), biometric)
                                .status())
                        .isEqualTo(202);
            }
            String servers = stage.kafka().bootstrapServers();
            ConsumerRecord<byte[], byte[]> trigger = await().atMost(PATIENCE)
                    .until(() -> TopicFollower.everything(servers, Topics.HEALTH_EVENTS), found -> !found.isEmpty())
                    .getFirst();
            sendAgain(servers, trigger);
            send(servers, new ProducerRecord<>(Topics.HEALTH_EVENTS, 0, null, "{".getBytes(UTF_8)));
            send(servers, new ProducerRecord<>(Topics.HEALTH_EVENTS, 0, null, null));
            send(servers, new ProducerRecord<>(Topics.HEALTH_EVENTS, 0, null, RESOLVED.getBytes(UTF_8)));
            beginWithTheOldest(servers);

            Path output = folder.resolve("output.txt");
            Process consumer = new ProcessBuilder(python.get(), program.toString(), servers)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            try {
                await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(Files.readString(output))
                                .containsPattern("critical offer sub_\\w+ immediate_stress_protocol: Your ")
                                .containsPattern("critical store hrv_rmssd 20\\.0 for sub_")
                                .containsPattern("normal store hrv_rmssd 55\\.0 for sub_")
                                .contains("tell sub_resolved that HRV_DROP is over"));
                await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(left(servers)).isZero());
                assertThat(Files.readAllLines(output))
                        .filteredOn(line -> line.contains("offer"))
                        .as("the repeated record is known by its id, and what is over needs nothing")
                        .hasSize(1);
                assertThat(Files.readAllLines(output))
                        .filteredOn(line -> line.contains("skip health-events/0/"))
                        .hasSize(2);
                assertThat(consumer.isAlive()).isTrue();
            } finally {
                consumer.destroy();
                assertThat(consumer.waitFor(10, TimeUnit.SECONDS)).isTrue();
            }
        }
    }

    private static boolean knowsKafka(String python) {
        try {
            return new ProcessBuilder(python, "-c", "import confluent_kafka")
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .onExit()
                            .join()
                            .exitValue()
                    == 0;
        } catch (IOException noPython) {
            return false;
        }
    }

    /** The block of Python in the document. */
    private static String documented() throws IOException {
        String text = Files.readString(StackUnderTest.projectRoot().resolve("docs/consumers.md"));
        String begin = "```python\n";
        assertThat(text).containsOnlyOnce(begin);
        int from = text.indexOf(begin) + begin.length();
        return text.substring(from, text.indexOf("```", from));
    }

    private static void sendAgain(String servers, ConsumerRecord<byte[], byte[]> record) throws Exception {
        send(
                servers,
                new ProducerRecord<>(
                        record.topic(), record.partition(), record.key(), record.value(), record.headers()));
    }

    private static void send(String servers, ProducerRecord<byte[], byte[]> record) throws Exception {
        try (var producer = new KafkaProducer<>(
                Map.<String, Object>of("bootstrap.servers", servers),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            producer.send(record).get();
        }
    }

    /** The documented group begins with what is new; here it is given what there is. */
    private static void beginWithTheOldest(String servers) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers))) {
            Map<TopicPartition, OffsetAndMetadata> oldest =
                    partitions(admin).collect(toMap(Function.identity(), partition -> new OffsetAndMetadata(0)));
            admin.alterConsumerGroupOffsets(GROUP, oldest).all().get();
        }
    }

    /** Records that the group has not committed. */
    private static long left(String servers) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers))) {
            Map<TopicPartition, OffsetAndMetadata> committed = admin.listConsumerGroupOffsets(GROUP)
                    .partitionsToOffsetAndMetadata()
                    .get();
            long left = 0;
            for (String topic : List.of(Topics.BIOMETRIC_EVENTS, Topics.HEALTH_EVENTS)) {
                for (ConsumerRecord<byte[], byte[]> one : TopicFollower.everything(servers, topic)) {
                    OffsetAndMetadata at = committed.get(new TopicPartition(topic, one.partition()));
                    left += at == null || at.offset() <= one.offset() ? 1 : 0;
                }
            }
            return left;
        }
    }

    private static Stream<TopicPartition> partitions(Admin admin) throws Exception {
        return admin
                .describeTopics(List.of(Topics.BIOMETRIC_EVENTS, Topics.TERRA_BIOMETRIC_EVENTS, Topics.HEALTH_EVENTS))
                .allTopicNames()
                .get()
                .values()
                .stream()
                .flatMap(topic -> IntStream.range(0, topic.partitions().size())
                        .mapToObj(number -> new TopicPartition(topic.name(), number)));
    }
}
