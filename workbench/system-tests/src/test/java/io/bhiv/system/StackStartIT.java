package io.bhiv.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.bhiv.stage.layout.Place;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a start refuses, leaves out and leaves behind. */
@Tag("slow")
class StackStartIT {

    private static final String SERVICE = Place.BIOMETRIC.label();

    private final StackUnderTest stack = StackUnderTest.prepared();

    @AfterEach
    void stopEverything() {
        stack.close();
    }

    @Test
    void aTakenPortIsOneLineBeforeAnythingStarts() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                StackUnderTest other = StackUnderTest.preparedWith(
                        Map.of(Place.BIOMETRIC.variable(), Integer.toString(taken.getLocalPort())))) {
            CommandResult result = other.bridge("up", "--detach");

            assertThat(result.exitCode()).isEqualTo(1);
            assertThat(result.output().strip().lines())
                    .singleElement()
                    .asString()
                    .contains(Integer.toString(taken.getLocalPort()), SERVICE);
            assertThat(other.home().resolve("data")).doesNotExist();
            assertThat(other.processes()).isEmpty();
        }
    }

    /** At any instant of the start: while backends start, between them and the services, and while the services start. */
    @ParameterizedTest
    @ValueSource(ints = {0, 800, 2_000})
    void aStopDuringTheStartLeavesNoProcess(int millis) {
        Process starting = stack.begin("up");
        await().atMost(Duration.ofSeconds(60))
                .until(() -> stack.outputOf(starting).contains("Starting PostgreSQL"));
        long seen = System.nanoTime();
        await().pollInterval(Duration.ofMillis(10)).until(() -> System.nanoTime() - seen >= millis * 1_000_000L);

        // To a JVM the same as Ctrl-C, which a process of a background job ignores.
        starting.destroy();

        await().atMost(Duration.ofSeconds(90)).until(() -> !starting.isAlive());
        assertThat(stack.processes()).isEmpty();
    }

    @Test
    void withoutLeavesOutWhatItNamesAndStatusSaysSo() {
        stack.up(Stream.of("karma", "automation-service", "bucket-service", "core-bridge-service")
                .flatMap(name -> Stream.of("--without", name))
                .toArray(String[]::new));

        JsonNode status = stack.status();
        assertThat(StackUnderTest.endpoints(status).map(one -> one.path("name").asText()))
                .contains(SERVICE, "bhiv-core")
                .doesNotContain("karma", "automation-service");
        assertThat(status.path("notStarted").path("karma").asText()).contains("--without");
        assertThat(stack.bridge("status").succeeded().output()).contains("automation-service", "left out by --without");
        assertThat(stack.bridge("up", "--without", "nobody").output()).contains("nobody", "karma");
    }
}
