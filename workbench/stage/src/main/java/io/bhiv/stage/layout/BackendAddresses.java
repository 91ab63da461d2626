package io.bhiv.stage.layout;

import java.util.LinkedHashMap;
import java.util.Map;

/** Where PostgreSQL, Kafka and Redis are, no matter who runs them. */
public record BackendAddresses(
        String postgresHost, int postgresPort, String kafkaServers, String redisHost, int redisPort) {

    /** Our own, on this machine. */
    public static BackendAddresses embedded(Settings settings) {
        int kafka = settings.port(Place.KAFKA);
        return new BackendAddresses(
                "localhost",
                settings.port(Place.POSTGRES),
                "localhost:" + kafka,
                "localhost",
                settings.port(Place.REDIS));
    }

    /** The ones the environment names, under the names the services themselves read. */
    public static BackendAddresses external(Settings settings) {
        return new BackendAddresses(
                settings.value("BRIDGE_PG_HOST").orElse("localhost"),
                settings.port("postgres", "BRIDGE_PG_PORT", 5432),
                settings.value("KAFKA_BOOTSTRAP_SERVERS").orElse("localhost:9092"),
                settings.value("REDIS_HOST").orElse("localhost"),
                settings.port("redis", "REDIS_PORT", 6379));
    }

    /** JDBC address of the database {@code bridge}, with credentials. */
    public String jdbcUrl(String password) {
        return "jdbc:postgresql://" + postgresHost + ":" + postgresPort + "/bridge?user=bridge&password=" + password;
    }

    /** As the services read them; database, user and password are the usual ones unless the environment sets others. */
    public Map<String, String> environment() {
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("BRIDGE_PG_HOST", postgresHost);
        variables.put("BRIDGE_PG_PORT", Integer.toString(postgresPort));
        variables.put("KAFKA_BOOTSTRAP_SERVERS", kafkaServers);
        variables.put("REDIS_HOST", redisHost);
        variables.put("REDIS_PORT", Integer.toString(redisPort));
        return variables;
    }
}
