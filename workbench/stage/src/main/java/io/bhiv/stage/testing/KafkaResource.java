package io.bhiv.stage.testing;

import io.bhiv.stage.backend.EmbeddedKafkaBroker;
import io.bhiv.stage.backend.KafkaOptions;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;
import java.util.function.Function;

/**
 * A Kafka broker, shared per JVM; gives {@code KAFKA_BOOTSTRAP_SERVERS} and quiets the broker's logging, which shares the
 * JVM with the service under test.
 */
public final class KafkaResource implements QuarkusTestResourceLifecycleManager {

    private static final OncePerJvm SHARED = new OncePerJvm("kafka", KafkaResource::startShared);

    @Override
    public Map<String, String> start() {
        return Map.of(
                "KAFKA_BOOTSTRAP_SERVERS", bootstrapServers(),
                "kafka.bootstrap.servers", bootstrapServers(),
                "quarkus.log.category.\"kafka\".level", "ERROR",
                "quarkus.log.category.\"state.change.logger\".level", "ERROR",
                "quarkus.log.category.\"org.apache.kafka\".level", "ERROR");
    }

    /** Keeps it running: other test classes of this JVM share it. */
    @Override
    public void stop() {}

    /** Takes the broker away; clients see their connections end. */
    public static void stopServer() {
        SHARED.ask("stop");
    }

    /** Gives it back on the same port with the same topics and records. */
    public static void startServer() {
        SHARED.ask("start");
    }

    public static String bootstrapServers() {
        return SHARED.ask("bootstrapServers");
    }

    private static Function<String, String> startShared() {
        EmbeddedKafkaBroker broker = new EmbeddedKafkaBroker(KafkaOptions.temporary()).start();
        OncePerJvm.atJvmEnd(broker::close);
        return command -> {
            switch (command) {
                case "start" -> broker.start();
                case "stop" -> broker.stop();
                case "bootstrapServers" -> {
                    return broker.bootstrapServers();
                }
                default -> throw new IllegalArgumentException(command);
            }
            return "";
        };
    }
}
