package io.bhiv.kit.kafka;

import io.bhiv.kit.call.Breakers;
import io.bhiv.kit.count.Latencies;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Clock;
import java.util.Map;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.RoundRobinPartitioner;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** A sender whose broker is Kafka's own test producer: it acknowledges when the test says so. */
public final class TestSender {

    public final MockProducer<String, byte[]> broker;
    public final RecordSender sender;

    public TestSender() {
        this(new MockProducer<>(false, new RoundRobinPartitioner(), new StringSerializer(), new ByteArraySerializer()));
    }

    TestSender(MockProducer<String, byte[]> broker) {
        this.broker = broker;
        KafkaConfig config = config();
        this.sender = new RecordSender(
                new ProducerFactory(config) {
                    @Override
                    Producer<String, byte[]> open() {
                        return broker;
                    }
                },
                config,
                new Breakers(new SimpleMeterRegistry(), new Latencies()),
                Clock.systemUTC());
    }

    private static KafkaConfig config() {
        return config(Map.of());
    }

    static KafkaConfig config(Map<String, String> settings) {
        SmallRyeConfig config = new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .withMapping(KafkaConfig.class)
                .withDefaultValues(
                        Map.of("bridge.kafka.bootstrap-servers", "nowhere:1", "bridge.kafka.client-id", "test"))
                .withDefaultValues(settings)
                .withConverter(
                        io.quarkus.runtime.configuration.MemorySize.class,
                        200,
                        new io.quarkus.runtime.configuration.MemorySizeConverter())
                .withConverter(java.time.Duration.class, 200, new io.quarkus.runtime.configuration.DurationConverter())
                .build();
        return config.getConfigMapping(KafkaConfig.class);
    }
}
