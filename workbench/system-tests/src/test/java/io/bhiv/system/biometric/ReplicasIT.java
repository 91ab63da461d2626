package io.bhiv.system.biometric;

import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.play.webhook.Webhook;
import io.bhiv.stage.layout.Place;
import io.bhiv.stage.process.ServiceProcess;
import io.bhiv.system.fault.Answer;
import io.bhiv.system.fault.FaultStage;
import io.bhiv.system.fault.PublishedRecords;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The same webhook a hundred times at once over two replicas of one database is one delivery. */
@Tag("faults")
class ReplicasIT {

    private static final int ROUNDS = 20;
    private static final int AT_ONCE = 100;

    @Test
    void ofAHundredIdenticalWebhooksOverTwoReplicasExactlyOneIsNew() {
        try (FaultStage stage = FaultStage.open()) {
            List<ServiceProcess> replicas =
                    List.of(stage.started(Place.BIOMETRIC, Map.of()), stage.started(Place.BIOMETRIC, Map.of()));
            List<String> accepted = new ArrayList<>();

            for (int round = 0; round < ROUNDS; round++) {
                accepted.add(oneIsNew(replicas));
            }

            Verdict.awaitDrained(replicas.getFirst());
            PublishedRecords events = stage.published("biometric-events");
            PublishedRecords triggers = stage.published("health-events");
            assertThat(Verdict.journalled(stage)).containsExactlyInAnyOrderElementsOf(accepted);
            assertThat(events.deliveryIds()).containsExactlyInAnyOrderElementsOf(accepted);
            assertThat(events.duplicates()).isZero();
            int each = events.ofDelivery(accepted.getFirst()).size();
            assertThat(accepted)
                    .allSatisfy(
                            eventId -> assertThat(events.ofDelivery(eventId)).hasSize(each));
            assertThat(accepted)
                    .allSatisfy(
                            eventId -> assertThat(triggers.ofDelivery(eventId)).hasSize(1));
        }
    }

    /** The event id, the same for all of them. */
    private static String oneIsNew(List<ServiceProcess> replicas) {
        Webhook webhook = Webhooks.night("user-" + UUID.randomUUID(), 20);
        CountDownLatch start = new CountDownLatch(1);
        List<CompletableFuture<Answer>> answers = new ArrayList<>();
        try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < AT_ONCE; i++) {
                ServiceProcess replica = replicas.get(i % replicas.size());
                answers.add(CompletableFuture.supplyAsync(() -> sendAfter(start, webhook, replica), callers));
            }
            start.countDown();
        }
        List<Answer> given = answers.stream().map(CompletableFuture::join).toList();
        assertThat(given).filteredOn(answer -> answer.status() == 202).hasSize(1);
        assertThat(given).filteredOn(answer -> answer.status() == 200).hasSize(AT_ONCE - 1);
        assertThat(given.stream().map(Answer::eventId).distinct()).hasSize(1);
        return given.getFirst().eventId();
    }

    private static Answer sendAfter(CountDownLatch start, Webhook webhook, ServiceProcess replica) {
        try {
            start.await();
            return Webhooks.send(webhook, replica);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
