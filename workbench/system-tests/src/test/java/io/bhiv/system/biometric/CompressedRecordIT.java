package io.bhiv.system.biometric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bhiv.load.machine.RssProbe;
import io.bhiv.rules.FixedFault;
import io.bhiv.rules.FixedFault.Area;
import io.bhiv.stage.layout.Place;
import io.bhiv.stage.process.ServiceProcess;
import io.bhiv.system.fault.FaultStage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Records of Terra's own topic that are small on the wire and large in memory, in the heap that is shipped. */
@Tag("faults")
class CompressedRecordIT {

    private static final String TOPIC = "terra-biometric-events";
    private static final int MIB = 1 << 20;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final FaultStage stage = FaultStage.open();
    private final ServiceProcess service = stage.started(Place.BIOMETRIC, Map.of());
    private final long pid = service.handle().pid();
    private final RssProbe memory = RssProbe.watching(service.handle());

    @AfterEach
    void end() {
        System.out.printf("RSS of the service under compressed records: at most %.0f MiB%n", memory.peakMib());
        memory.close();
        stage.close();
    }

    @Test
    @FixedFault(
            area = Area.MEMORY,
            fault =
                    "One record of a megabyte, compressed a thousand times, was larger than the heap and ended the process at each start",
            now =
                    "The topic is made with a compression that makes at most twenty of one; a record above 16 MiB is parked by its beginning, and readiness names topics that others made otherwise")
    void aRecordLargerThanTheHeapNeverComes() {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(topics()).isEqualTo("ready"));

        assertThat(sent("gzip", new byte[128 * MIB])).isInstanceOf(RecordTooLargeException.class);
        assertThat(sent("zstd", new byte[128 * MIB])).isInstanceOf(RecordTooLargeException.class);
        assertThat(sent("snappy", new byte[40 * MIB])).isNull();
        assertThat(sent("gzip", night())).isNull();

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(
                                stage.column("SELECT channel FROM biometric.delivery WHERE provider = 'terra'"))
                        .isNotEmpty());
        assertThat(stage.column("SELECT reason || ' ' || value_size FROM biometric.intake_parked"))
                .containsExactly("larger than bridge.intake.max-record " + 40 * MIB);
        assertThat(service.handle().pid()).isEqualTo(pid);
        assertThat(service.handle().isAlive()).isTrue();
    }

    private String topics() {
        for (var check : service.json("/q/health/ready").path("checks")) {
            if (check.path("name").asText().equals("kafka")) {
                return check.path("data").path("topics").asText();
            }
        }
        return "not shown";
    }

    private static byte[] night() {
        return Webhooks.nightBody("user", UUID.randomUUID().toString(), 50).getBytes(StandardCharsets.UTF_8);
    }

    /** Why it was not accepted; null where it was. */
    private @org.jspecify.annotations.Nullable Throwable sent(String compression, byte[] value) {
        Map<String, Object> settings = Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                stage.kafka().bootstrapServers(),
                ProducerConfig.COMPRESSION_TYPE_CONFIG,
                compression,
                ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
                256 * MIB,
                ProducerConfig.BUFFER_MEMORY_CONFIG,
                256L * MIB);
        try (KafkaProducer<String, byte[]> producer =
                new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer())) {
            var _ = producer.send(new ProducerRecord<>(TOPIC, 0, null, value))
                    .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            return null;
        } catch (java.util.concurrent.ExecutionException refused) {
            return refused.getCause();
        } catch (InterruptedException | java.util.concurrent.TimeoutException late) {
            throw new AssertionError("the broker did not answer", late);
        }
    }
}
