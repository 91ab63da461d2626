package io.bhiv.load.stage;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Map;

/** Where a benchmark plays: either {@link OwnStage} or {@link RunningStage}. Services are named after their modules. */
public sealed interface Stage extends AutoCloseable permits OwnStage, RunningStage {

    /** The address of a service, started first where the stage is our own. */
    InetSocketAddress service(String module, Map<String, String> environment) throws IOException;

    default InetSocketAddress service(String module) throws IOException {
        return service(module, Map.of());
    }

    /** The processes whose memory and processor time are worth a figure, by name, in a stable order. */
    Map<String, ProcessHandle> processes();

    /** Kafka's bootstrap servers. */
    String kafkaServers();

    /** JDBC address with credentials. */
    String jdbcUrl();

    /** The value of an environment variable as the services see it. */
    String variable(String name);

    @Override
    void close();
}
