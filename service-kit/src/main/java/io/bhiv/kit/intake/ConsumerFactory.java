package io.bhiv.kit.intake;

import io.bhiv.kit.kafka.KafkaConfig;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Opens consumers. Neither deserialiser can fail, so no record's bytes can end a poll. */
@ApplicationScoped
class ConsumerFactory {

    /** Small, because keys and headers are decompressed poll by poll; {@link ValueBudget} bounds the values. */
    private static final int RECORDS_PER_POLL = 64;

    /** A topic that is created later is found soon, not within Kafka's five minutes. */
    private static final int METADATA_AGE_MS = 10_000;

    private final KafkaConfig kafka;
    private final IntakeConfig config;

    ConsumerFactory(KafkaConfig kafka, IntakeConfig config) {
        this.kafka = kafka;
        this.config = config;
    }

    /** @param values of the consumer's own */
    Consumer<String, byte[]> open(IntakeSettings intake, ValueBudget values) {
        return new KafkaConsumer<>(settings(intake), new StringDeserializer(), values);
    }

    /** For one consumer. */
    ValueBudget values() {
        return new ValueBudget(config);
    }

    private Map<String, Object> settings(IntakeSettings intake) {
        Map<String, Object> settings = new HashMap<>();
        settings.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers());
        settings.put(ConsumerConfig.CLIENT_ID_CONFIG, kafka.clientId() + "-" + intake.name());
        settings.put(ConsumerConfig.GROUP_ID_CONFIG, intake.group());
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, reset(intake.start()));
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        settings.put(ConsumerConfig.METADATA_MAX_AGE_CONFIG, METADATA_AGE_MS);
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, Math.min(RECORDS_PER_POLL, config.batchRecords()));
        settings.put(ConsumerConfig.FETCH_MIN_BYTES_CONFIG, (int)
                config.fetchMinBytes().asLongValue());
        settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, (int)
                config.fetchMaxWait().toMillis());
        settings.put(
                ConsumerConfig.FETCH_MAX_BYTES_CONFIG, (int) config.fetchBytes().asLongValue());
        settings.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, (int)
                config.partitionFetchBytes().asLongValue());
        settings.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, config.sessionTimeoutMs());
        settings.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, config.heartbeatIntervalMs());
        return settings;
    }

    private static String reset(IntakeSettings.Start start) {
        return switch (start) {
            case OLDEST -> "earliest";
            case FROM_NOW_ON -> "latest";
        };
    }
}
