package io.bhiv.system.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bhiv.stack.simulator.bhivcore.BhivCoreSimulator;
import io.bhiv.stage.layout.Place;
import io.bhiv.stage.process.ServiceProcess;
import io.bhiv.system.fault.Answer;
import io.bhiv.system.fault.FaultStage;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The name of BHIV Core led to a harmless address when the service started, and leads to a link-local one afterwards. */
@Tag("faults")
class MovedDestinationIT {

    private static final String NAME = "bhiv-core.example";

    @TempDir
    private Path folder;

    @Test
    void anAddressIsCheckedAgainWheneverItIsConnectedTo() throws IOException {
        Path hosts = Files.writeString(folder.resolve("hosts"), "127.0.0.1 " + NAME + " localhost\n");
        BhivCoreSimulator bhivCore = new BhivCoreSimulator();
        bhivCore.start(0, line -> {});
        Map<String, String> settings = Map.of(
                "JAVA_TOOL_OPTIONS", "-Djdk.net.hosts.file=" + hosts + " -Dsun.net.inetaddr.ttl=0",
                "BHIV_CORE_URL", "http://" + NAME + ":" + bhivCore.port() + "/bhiv/core");
        try (FaultStage stage = FaultStage.open()) {
            ServiceProcess core = stage.started(Place.CORE, settings);
            Answer before = send(core);
            assertThat(before.text("status")).as(before.body()).isEqualTo("delivered");

            Files.writeString(hosts, "169.254.169.254 " + NAME + "\n127.0.0.1 localhost\n");

            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(send(core).text("detail"))
                            .isEqualTo("the destination leads to an address that must not be called"));
        } finally {
            bhivCore.stop();
        }
    }

    private static Answer send(ServiceProcess core) throws IOException {
        return Answer.to(HttpRequest.newBuilder(core.uri("/connectors/core/send"))
                .timeout(Duration.ofSeconds(10))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"n\":1}"))
                .build());
    }
}
