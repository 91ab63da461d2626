package io.bhiv.system.biometric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bhiv.load.machine.RssProbe;
import io.bhiv.play.webhook.Webhook;
import io.bhiv.stage.layout.Place;
import io.bhiv.stage.process.ServiceProcess;
import io.bhiv.system.fault.FaultStage;
import io.bhiv.system.fault.RawConnection;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Two thousand callers at once, where fifty are admitted. */
@Tag("faults")
class FloodIT {

    private static final int PLACES = 50;
    private static final int CALLERS = 2_000;
    private static final double RSS_LIMIT_MIB = 600;

    /** Every caller holds half of its body back until all have connected, so they are really there at once. */
    @Test
    void callersOverTheLimitGet503AndEveryAcceptedWebhookIsPublished() throws IOException {
        try (FaultStage stage = FaultStage.open()) {
            ServiceProcess service =
                    stage.started(Place.BIOMETRIC, Map.of("MAX_CONCURRENT_WEBHOOKS", Integer.toString(PLACES)));
            try (RssProbe memory = RssProbe.watching(service.handle())) {
                TreeMap<String, Integer> answers = new TreeMap<>();
                flood(service).forEach(answer -> answers.merge(answer, 1, Integer::sum));

                System.out.printf(
                        "%d callers at %d places: %s, RSS %.0f MiB%n", CALLERS, PLACES, answers, memory.peakMib());
                assertThat(answers).containsOnlyKeys("202", "503 retry-after");
                assertThat(answers.get("202")).isGreaterThanOrEqualTo(PLACES);
                assertThat(answers.get("503 retry-after")).isGreaterThan(CALLERS / 2);
                assertThat(memory.peakMib()).isLessThan(RSS_LIMIT_MIB);
            }
            await().atMost(Duration.ofSeconds(5))
                    .untilAsserted(() -> assertThat(Webhooks.send(Webhooks.night("ordinary", 20), service)
                                    .status())
                            .isEqualTo(202));
            Verdict.awaitDrained(service);
            assertThat(stage.published("biometric-events").deliveryIds())
                    .containsExactlyInAnyOrderElementsOf(Verdict.journalled(stage));
        }
    }

    private static List<String> flood(ServiceProcess service) {
        CountDownLatch connected = new CountDownLatch(CALLERS);
        String[] answers = new String[CALLERS];
        List<Thread> callers = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
            int caller = i;
            callers.add(Thread.ofVirtual().start(() -> answers[caller] = call(service, connected)));
        }
        for (Thread caller : callers) {
            try {
                caller.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        return Arrays.asList(answers);
    }

    private static String call(ServiceProcess service, CountDownLatch connected) {
        Webhook webhook = Webhooks.night("user", 50);
        int half = webhook.body().length / 2;
        try (RawConnection connection = new RawConnection(service)) {
            connection.send(RawConnection.headOf(webhook, "Content-Length: " + webhook.body().length));
            connection.send(Arrays.copyOfRange(webhook.body(), 0, half));
            connected.countDown();
            if (!connected.await(8, TimeUnit.SECONDS)) {
                return "not all could connect";
            }
            connection.sendWhileAccepted(Arrays.copyOfRange(webhook.body(), half, webhook.body().length), 1);
            String head = connection.head();
            return RawConnection.statusIn(head) + (head.contains("\r\nretry-after: ") ? " retry-after" : "");
        } catch (IOException e) {
            return e.getClass().getSimpleName();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "interrupted";
        }
    }
}
