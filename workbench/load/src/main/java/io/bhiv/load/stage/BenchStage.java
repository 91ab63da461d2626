package io.bhiv.load.stage;

import io.bhiv.stage.layout.BackendAddresses;
import io.bhiv.stage.layout.Place;
import io.bhiv.stage.layout.Secrets;
import java.net.InetSocketAddress;
import java.util.Map;

/** What is measured: either {@link OwnStage} or {@link RunningStage}. */
public sealed interface BenchStage extends AutoCloseable permits OwnStage, RunningStage {

    /** The address of a service, which is started first where the stage is our own. */
    InetSocketAddress service(Place service, Map<String, String> environment);

    default InetSocketAddress service(Place service) {
        return service(service, Map.of());
    }

    /** The processes whose memory and processor time are worth a figure, by name, in a stable order. */
    Map<String, ProcessHandle> processes();

    BackendAddresses backends();

    /** The secrets the services run with. */
    Secrets secrets();

    /** JDBC address with credentials. */
    default String jdbcUrl() {
        return backends().jdbcUrl(secrets().value("BRIDGE_PG_PASSWORD"));
    }

    default String kafkaServers() {
        return backends().kafkaServers();
    }

    @Override
    void close();
}
