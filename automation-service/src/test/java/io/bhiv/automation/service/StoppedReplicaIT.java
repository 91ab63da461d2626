package io.bhiv.automation.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bhiv.automation.TargetServer;
import io.bhiv.automation.TargetServer.Reply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A replica that is stopped, and not killed, leaves nothing unknown. */
class StoppedReplicaIT {

    @TempDir
    private Path folder;

    @Test
    void whatRunsIsEndedOrCancelledAndRecorded() throws IOException {
        CountDownLatch over = new CountDownLatch(1);
        try (TargetServer target = new TargetServer()) {
            target.answers(request -> {
                if (request.path().equals("/never")) {
                    waitFor(over);
                }
                return new Reply(200, "{}");
            });
            Files.writeString(folder.resolve("config.json"), """
                    {"jobs":[{"name":"endless","trigger":{"type":"onStartup"},
                      "actions":[{"type":"http","url":"%1$s/never"}]},
                     {"name":"tick","trigger":{"type":"interval","value":"PT0.2S"},
                      "actions":[{"type":"http","url":"%1$s/tick"}]}]}""".formatted(target.url()));
            try (ReplicaProcess replica = new ReplicaProcess("stopped", folder)) {
                await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
                    assertThat(LedgerRows.states("endless")).isEqualTo(Map.of("running", 1L));
                    assertThat(LedgerRows.states("tick")).containsKey("succeeded");
                });
                replica.stop();
            }
            assertThat(LedgerRows.states("endless")).isEqualTo(Map.of("cancelled", 1L));
            assertThat(LedgerRows.of("endless").getFirst().reason()).isEqualTo("the service was stopped");
            assertThat(LedgerRows.states("tick")).doesNotContainKeys("running", "unknown");
        } finally {
            over.countDown();
        }
    }

    private static void waitFor(CountDownLatch over) {
        try {
            over.await();
        } catch (InterruptedException told) {
            Thread.currentThread().interrupt();
        }
    }
}
