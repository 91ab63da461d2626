package io.bhiv.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bhiv.stage.layout.Place;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("timing")
class RestartTimeIT {

    private static final String SERVICE = Place.BIOMETRIC.label();

    @Test
    void aKilledServiceIsStartedAgainWithinTwoSeconds() {
        try (StackUnderTest stack = StackUnderTest.prepared()) {
            stack.up(
                    "--without",
                    "bucket-service",
                    "--without",
                    "core-bridge-service",
                    "--without",
                    "automation-service");
            long before = stack.pid(SERVICE).orElseThrow();

            Instant killed = stack.kill(SERVICE);

            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(startOfNext(stack, before)).isPresent());
            assertThat(Duration.between(killed, startOfNext(stack, before).orElseThrow()))
                    .isLessThan(Duration.ofSeconds(2));
        }
    }

    /** When the next process of the service started, by the system's own record; empty while there is none. */
    private static Optional<Instant> startOfNext(StackUnderTest stack, long before) {
        return stack.pid(SERVICE)
                .filter(pid -> pid != before)
                .flatMap(ProcessHandle::of)
                .flatMap(process -> process.info().startInstant());
    }
}
