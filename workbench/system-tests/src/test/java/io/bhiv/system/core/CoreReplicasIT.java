package io.bhiv.system.core;

import static io.bhiv.system.core.CoreStage.health;
import static io.bhiv.system.core.CoreStage.pending;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.bhiv.stage.process.ServiceProcess;
import io.bhiv.system.fault.Answer;
import io.bhiv.system.fault.Callers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Two core bridges on one database: they answer alike, process everything once, and one takes over from the other. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("faults")
class CoreReplicasIT {

    private final CoreStage stage = CoreStage.started(2, Map.of());
    private final ServiceProcess first = stage.core(0);
    private final ServiceProcess second = stage.core(1);

    @AfterAll
    void end() {
        stage.close();
    }

    @Test
    void oneKeyOverTwoReplicasIsOneUpdate() {
        String key = UUID.randomUUID().toString();
        String body = "{\"module\":\"twice\",\"data\":{\"n\":1}}";

        List<Answer> answers = IntStream.range(0, 100)
                .parallel()
                .mapToObj(i -> send(CoreStage.update(i % 2 == 0 ? first : second, body)
                        .header("Idempotency-Key", key)
                        .build()))
                .toList();

        assertThat(answers).allMatch(answer -> answer.status() == 200);
        assertThat(answers.stream().map(answer -> answer.text("update_id")).distinct())
                .hasSize(1);
        assertThat(answers)
                .filteredOn(answer -> answer.text("duplicate").isEmpty())
                .hasSize(1);
    }

    @Test
    void bothAnswerAlikeAndOneFinishesWhatTheOtherAccepted() {
        // Given: work for both
        AtomicInteger turn = new AtomicInteger();
        Callers callers =
                stage.robots(16, Duration.ofMillis(30), 7, () -> turn.incrementAndGet() % 2 == 0 ? first : second);
        try (callers) {
            CoreStage.awaitAcknowledgedMore(callers, 500);

            // When: one dies in the middle of it
            second.kill();
            Set<String> promised = Set.copyOf(callers.acknowledged());

            // Then: the other keeps the promises of both
            await().atMost(Duration.ofSeconds(40))
                    .untilAsserted(() -> assertThat(stage.backends().column("SELECT update_id FROM core.synced_update"))
                            .containsAll(promised));
            assertThat(callers.cut()).isPositive();
            second.start();
            CoreStage.awaitAcknowledgedMore(callers, 500);
        }
        stage.everyUpdateIsOneObject(callers);
        await().atMost(Duration.ofSeconds(10)).untilAsserted(this::answersAreAlike);
        assertThat(stage.counted(second)).isEqualTo(callers.acknowledged().size());
    }

    private void answersAreAlike() {
        assertThat(pending(second)).isZero();
        assertThat(second.json("/bucket/status")).isEqualTo(first.json("/bucket/status"));
        JsonNode one = health(first);
        JsonNode other = health(second);
        for (String figure :
                List.of("status", "last_sync_ts", "pending_queue", "error_count_24h", "avg_latency_ms_24h")) {
            assertThat(other.path(figure)).as(figure).isEqualTo(one.path(figure));
        }
    }

    private static Answer send(HttpRequest request) {
        try {
            return Answer.to(request);
        } catch (IOException cut) {
            throw new UncheckedIOException(cut);
        }
    }
}
