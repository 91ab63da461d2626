package io.bhiv.system.core;

import static io.bhiv.system.core.CoreStage.pending;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bhiv.rules.FixedFault;
import io.bhiv.rules.FixedFault.Area;
import io.bhiv.stage.process.ServiceProcess;
import io.bhiv.system.fault.Answer;
import io.bhiv.system.fault.LargeBody;
import io.bhiv.system.fault.Pause;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Updates of 1 MiB, which are allowed: many at once, and a backlog of them, in the usual 320 MiB of heap. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("faults")
class LargeUpdatesIT {

    private static final int UPDATES = Integer.getInteger("fault.core.large", 100);

    private final CoreStage stage = CoreStage.started(
            1,
            Map.of(
                    "BRIDGE_KAFKA_REQUEST_TIMEOUT", "2S",
                    "BRIDGE_KAFKA_DELIVERY_TIMEOUT", "4S",
                    "BRIDGE_KAFKA_BREAKER_OPEN_FOR", "3S",
                    "BRIDGE_CORE_JOURNAL_GRACE", "6S"));
    private final ServiceProcess core = stage.core();
    private final long corePid = core.handle().pid();
    private final Set<String> all = ConcurrentHashMap.newKeySet();

    @AfterAll
    void end() {
        stage.close();
    }

    @Test
    void aBacklogDrains() {
        stage.backends().kafka().stop();
        stage.bucket().kill();
        Set<String> accepted = send(UPDATES, 4);
        assertThat(accepted).hasSize(UPDATES);
        await().atMost(Duration.ofSeconds(10)).until(() -> pending(core) == UPDATES);

        stage.backends().kafka().start();
        stage.bucket().start();

        allStored(accepted);
    }

    @Test
    void aBurstIsAcceptedOrAnswered503() {
        Set<String> accepted = send(UPDATES, 200);

        assertThat(accepted).hasSize(UPDATES);
        allStored(accepted);
    }

    /** In the heap that is shipped; a small update is sent again and again meanwhile. */
    @Test
    @Tag("timing")
    @FixedFault(
            area = Area.MEMORY,
            fault = "Two batches of 12 MiB ended the process, and one of 16 MiB made small updates wait for 9 s",
            now = "Large bodies are read one at a time off the event loop; small updates are answered meanwhile")
    void largeBatchesNeitherEndTheProcessNorDelaySmallUpdates() {
        Duration longest = Duration.ZERO;
        Set<String> small = new HashSet<>();
        Set<String> large = new HashSet<>();
        // What is compared is the wait beside large batches: not that for a process that has just started, nor for the
        // making of bodies.
        List<HttpRequest> bodies =
                Stream.of(12, 12, 15, 12, 12, 15).map(this::batch).toList();
        IntStream.range(0, 50).forEach(i -> small.add(taken(small())));
        long start = System.nanoTime();
        try (var senders = Executors.newVirtualThreadPerTaskExecutor()) {
            List<CompletableFuture<Set<String>>> batches = bodies.stream()
                    .map(body -> CompletableFuture.supplyAsync(() -> takenBatch(body), senders))
                    .toList();
            while (!batches.stream().allMatch(CompletableFuture::isDone)) {
                long began = System.nanoTime();
                small.add(taken(small()));
                longest = Collections.max(List.of(longest, Duration.ofNanos(System.nanoTime() - began)));
            }
            batches.forEach(batch -> large.addAll(batch.join()));
        }
        Duration whole = Duration.ofNanos(System.nanoTime() - start);
        System.out.printf(
                "%d small updates, longest wait %s, while large batches took %s%n", small.size(), longest, whole);

        // Before the rest, as the other tests compare everything that was ever taken.
        all.addAll(large);
        allStored(small);
        // Where the event loop reads the batches, small updates are answered between them alone: a handful.
        assertThat(small).hasSizeGreaterThan(100);
        assertThat(longest).isLessThan(Duration.ofSeconds(4));
    }

    private HttpRequest small() {
        return CoreStage.update(core, "{\"module\":\"small\",\"data\":{}}")
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .build();
    }

    /** Entries of 60 KB that are nearly all tokens, under a key. */
    private HttpRequest batch(int mebibytes) {
        String entry = "{\"module\":\"dense\",\"data\":{\"n\":[" + "1,".repeat(30_000) + "1]}}";
        int entries = mebibytes * (1 << 20) / (entry.length() + 1);
        String body = "{\"updates\":[" + String.join(",", Collections.nCopies(entries, entry)) + "]}";
        return HttpRequest.newBuilder(core.uri("/core/updates"))
                .timeout(Duration.ofSeconds(60))
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .POST(LargeBody.of(body.getBytes(StandardCharsets.US_ASCII)))
                .build();
    }

    private static Set<String> takenBatch(HttpRequest request) {
        for (int tries = 0; tries < 300; tries++) {
            try {
                Answer answer = Answer.to(request);
                if (answer.status() == 200) {
                    return answer.texts("results", "update_id");
                }
                assertThat(answer.status()).as(answer.body()).isIn(207, 503);
            } catch (IOException cut) {
                // Sent again below, under the same key.
            }
            Pause.of(Duration.ofMillis(200));
        }
        throw new AssertionError("a batch was never taken");
    }

    private void allStored(Set<String> accepted) {
        all.addAll(accepted);
        await().atMost(Duration.ofMinutes(3))
                .untilAsserted(() -> assertThat(stage.backends().column("SELECT update_id FROM core.synced_update"))
                        .isEqualTo(all));
        assertThat(stage.backends().column("SELECT update_id FROM bucket.object"))
                .isEqualTo(all);
        assertThat(core.handle().isAlive()).isTrue();
        assertThat(core.handle().pid()).isEqualTo(corePid);
        assertThat(stage.bucket().handle().isAlive()).isTrue();
    }

    /** Each until it is taken; answers the ids. */
    private Set<String> send(int updates, int atOnce) {
        Set<String> ids = ConcurrentHashMap.newKeySet();
        Semaphore places = new Semaphore(atOnce);
        try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < updates; i++) {
                int n = i;
                places.acquireUninterruptibly();
                callers.execute(() -> {
                    try {
                        ids.add(taken(request(n)));
                    } finally {
                        places.release();
                    }
                });
            }
        }
        return ids;
    }

    private static String taken(HttpRequest request) {
        for (int tries = 0; tries < 300; tries++) {
            try {
                Answer answer = Answer.to(request);
                if (answer.status() == 200) {
                    return answer.text("update_id");
                }
                assertThat(answer.status()).as(answer.body()).isEqualTo(503);
                assertThat(answer.hasRetryAfter()).isTrue();
            } catch (IOException cut) {
                // Sent again below, under the same key.
            }
            Pause.of(Duration.ofMillis(200));
        }
        throw new AssertionError("an update was never taken");
    }

    /** Every other one can hardly be compressed, so Kafka sees both large records and many in one answer. */
    private HttpRequest request(int n) {
        StringBuilder text = new StringBuilder(1_040_000);
        Random random = new Random(n);
        while (text.length() < 1_000_000) {
            text.append(n % 2 == 0 ? "the same words again and again, " : Long.toString(random.nextLong(), 36));
        }
        String body = "{\"module\":\"large\",\"data\":{\"text\":\"" + text + "\"}}";
        return CoreStage.update(core, LargeBody.of(body.getBytes(StandardCharsets.US_ASCII)))
                .timeout(Duration.ofSeconds(60))
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .build();
    }
}
