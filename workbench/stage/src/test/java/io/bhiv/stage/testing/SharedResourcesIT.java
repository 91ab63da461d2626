package io.bhiv.stage.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SharedResourcesIT {

    @Test
    void allAskersShareOneDatabaseWithATimeZoneThatIsNotUtc() throws SQLException {
        Map<String, String> first = new PostgresResource().start();
        Map<String, String> second = new PostgresResource().start();

        assertThat(second).isEqualTo(first);
        PostgresResource.stopServer();
        PostgresResource.startServer();
        try (Connection connection = DriverManager.getConnection(PostgresResource.jdbcUrl());
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT current_setting('timezone', false)")) {
            rows.next();
            assertThat(rows.getString(1)).isNotEqualTo("UTC");
        }
    }

    @Test
    void kafkaAndRedisNameWhereTheyAre() {
        assertThat(new KafkaResource().start())
                .containsEntry("KAFKA_BOOTSTRAP_SERVERS", KafkaResource.bootstrapServers());
        assertThat(new RedisResource().start()).containsEntry("REDIS_PORT", Integer.toString(RedisResource.port()));
    }
}
