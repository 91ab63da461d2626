package io.bhiv.load.stage;

import io.bhiv.stage.backend.EmbeddedKafkaBroker;
import io.bhiv.stage.backend.EmbeddedPostgresServer;
import io.bhiv.stage.backend.EmbeddedRedisServer;
import io.bhiv.stage.backend.KafkaOptions;
import io.bhiv.stage.backend.PostgresOptions;
import io.bhiv.stage.backend.RedisOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * PostgreSQL (durable), Kafka and Redis in a process apart from the generator.
 *
 * <p>Protocol: the first argument is the folder for their data, further ones are settings of PostgreSQL ({@code name=value}); when all run, one line {@code READY <postgres port> <kafka servers>
 * <redis port> <postgres process id>} is printed; they stop when standard input ends, so they never outlive whoever started them.
 */
final class BackendsMain {

    static final String READY = "READY";

    private BackendsMain() {}

    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[0]);
        PostgresOptions postgresOptions = PostgresOptions.keptIn(folder.resolve("postgres"), 0);
        for (String setting : List.of(arguments).subList(1, arguments.length)) {
            int equals = setting.indexOf('=');
            postgresOptions = postgresOptions.withSetting(setting.substring(0, equals), setting.substring(equals + 1));
        }
        KafkaOptions kafkaOptions = KafkaOptions.keptIn(folder.resolve("kafka"), 0);
        RedisOptions redisOptions = new RedisOptions(0, Optional.of(folder.resolve("redis")));
        try (EmbeddedPostgresServer postgres = new EmbeddedPostgresServer(postgresOptions).start();
                EmbeddedKafkaBroker kafka = new EmbeddedKafkaBroker(kafkaOptions).start();
                EmbeddedRedisServer redis = new EmbeddedRedisServer(redisOptions).start()) {
            String line = String.join(
                    " ",
                    READY,
                    Integer.toString(postgres.port()),
                    kafka.bootstrapServers(),
                    Integer.toString(redis.port()),
                    Long.toString(postgres.pid().orElseThrow()));
            System.out.write((line + "\n").getBytes(StandardCharsets.US_ASCII));
            System.out.flush();
            while (System.in.read() >= 0) {
                // Whatever is said, only the end counts.
            }
        }
    }
}
