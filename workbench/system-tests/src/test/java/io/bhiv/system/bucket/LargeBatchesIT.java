package io.bhiv.system.bucket;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.rules.FixedFault;
import io.bhiv.rules.FixedFault.Area;
import io.bhiv.stage.layout.Place;
import io.bhiv.stage.process.ServiceProcess;
import io.bhiv.system.fault.Answer;
import io.bhiv.system.fault.FaultStage;
import io.bhiv.system.fault.LargeBody;
import io.bhiv.system.fault.Pause;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Bodies of 8 MiB, which are allowed, and answers about large packets, in the usual 320 MiB of heap. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("faults")
class LargeBatchesIT {

    private static final int BYTES = (8 << 20) - 1_000;
    private static final Duration BEFORE_RETRY = Duration.ofMillis(200);
    private static final String BATCH = "/api/v1/bucket/prana/ingest/batch";
    /** Whose packets are large. */
    private static final String LARGE = "large";

    private final FaultStage stage = FaultStage.open();
    private final ServiceProcess bucket = stage.started(Place.BUCKET, Map.of());
    private final long pid = bucket.handle().pid();

    @AfterAll
    void end() {
        stage.close();
    }

    /** A small packet is sent again and again meanwhile. */
    @Test
    @FixedFault(
            area = Area.MEMORY,
            fault = "Two bodies of 8 MiB that were nearly all braces ended the bucket, and one made small packets wait",
            now =
                    "Large bodies are read one at a time off the event loop, a batch packet by packet; what is no packet is refused, small packets are answered meanwhile")
    void largeBodiesNeitherEndTheProcessNorDelaySmallPackets() {
        Set<String> stored = new HashSet<>();
        Duration longest = Duration.ZERO;
        try (var senders = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Large> refused = refused();
            List<CompletableFuture<Set<String>>> large = IntStream.range(0, 3)
                    .boxed()
                    .flatMap(round -> Stream.concat(refused.stream(), Stream.of(new Large(BATCH, dense(), 200))))
                    .map(one -> CompletableFuture.supplyAsync(() -> sent(one), senders))
                    .toList();
            while (!large.stream().allMatch(CompletableFuture::isDone)) {
                long began = System.nanoTime();
                UUID id = UUID.randomUUID();
                assertThat(answered(Senders.packet(bucket, new Random(1), id)).status())
                        .isEqualTo(200);
                stored.add(id.toString());
                longest = Collections.max(List.of(longest, Duration.ofNanos(System.nanoTime() - began)));
            }
            large.forEach(ids -> stored.addAll(ids.join()));
        }

        assertThat(longest).isLessThan(Duration.ofSeconds(10));
        assertThat(stage.column("SELECT packet_id FROM bucket.packet WHERE subject <> '" + LARGE + "'"))
                .isEqualTo(stored);
        assertThat(bucket.handle().isAlive()).isTrue();
        assertThat(bucket.handle().pid()).isEqualTo(pid);
    }

    /** Eight callers at once for each; a page and a lease end before they are too large, and may be asked to come again. */
    @Test
    void pagesAndLeasesOfLargePacketsFitTheHeap() {
        for (int batch = 0; batch < 10; batch++) {
            assertThat(sent(new Large(BATCH, largePackets(), 200))).hasSize(100);
        }

        try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<CompletableFuture<Answer>> answers = Stream.of(
                            HttpRequest.newBuilder(
                                            bucket.uri("/api/v1/bucket/prana/packets/user/" + LARGE + "?limit=1000"))
                                    .GET(),
                            HttpRequest.newBuilder(bucket.uri("/api/v1/leases"))
                                    .header("Content-Type", "application/json")
                                    .POST(BodyPublishers.ofString("{\"limit\":100}")))
                    .map(request -> request.timeout(Duration.ofSeconds(60)).build())
                    .flatMap(request -> Stream.generate(() -> request).limit(8))
                    .map(request -> CompletableFuture.supplyAsync(() -> answered(request), callers))
                    .toList();

            assertThat(answers).allSatisfy(one -> {
                Answer answer = one.join();
                assertThat(answer.status()).isEqualTo(200);
                assertThat(answer.body()).hasSizeLessThan(9 << 20);
                assertThat(answer.texts("packets", "packet_id")).isNotEmpty();
            });
        }
        assertThat(bucket.handle().isAlive()).isTrue();
        assertThat(bucket.handle().pid()).isEqualTo(pid);
    }

    /** A hundred of 75 KB. */
    private static byte[] largePackets() {
        String more = ",\"more\":\"" + "x".repeat(74_000) + "\"}";
        return Stream.generate(() -> packet(UUID.randomUUID())
                        .replace("\"learner\"", '"' + LARGE + '"')
                        .replace("}", more))
                .limit(100)
                .collect(joining(",", "[", "]"))
                .getBytes(StandardCharsets.US_ASCII);
    }

    /** Sent in every round: 21 bodies of their own would fill this JVM's heap. */
    private static List<Large> refused() {
        String braces = "{},".repeat(BYTES / 3) + "{}";
        String packet = packet(UUID.randomUUID());
        return List.of(
                refused(BATCH, "[" + braces + "]", 413),
                refused(BATCH, "{\"more\":[" + braces + "]}", 400),
                // The one packet is too large, so none is stored.
                refused(BATCH, "[" + packet.replace("}", ",\"raw_signals\":[" + braces + "]}") + "]", 400),
                refused(BATCH, "[{" + names() + "}]", 400),
                refused("/api/v1/bucket/prana/packets/mark-processed", "[" + braces + "]", 413),
                refused("/api/v1/acks", "[" + braces + "]", 413));
    }

    @SuppressWarnings("ArrayRecordComponent") // Bytes on their way, compared by nobody.
    private record Large(String path, byte[] body, int status) {}

    private static Large refused(String path, String body, int status) {
        return new Large(path, body.getBytes(StandardCharsets.US_ASCII), status);
    }

    /** Members of different names, as many as fit. */
    private static String names() {
        StringBuilder members = new StringBuilder(BYTES);
        for (int i = 0; members.length() < BYTES - 20; i++) {
            members.append('"').append(Integer.toString(i, 36)).append("\":0,");
        }
        return members.append("\"last\":0").toString();
    }

    /** A thousand packets of 8 KB that are nearly all numbers. */
    private static byte[] dense() {
        String signals = ",\"raw_signals\":[" + "1,".repeat(3_900) + "1]}";
        return Stream.generate(() -> packet(UUID.randomUUID()).replace("}", signals))
                .limit(1_000)
                .collect(joining(",", "[", "]"))
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static String packet(UUID id) {
        return """
                {"packet_id":"%s","user_id":"learner","timestamp":"%s","cognitive_state":"ON_TASK"}""".formatted(id, Instant.now());
    }

    /** Ids of what was stored. */
    private Set<String> sent(Large large) {
        Answer answer = answered(HttpRequest.newBuilder(bucket.uri(large.path()))
                .timeout(Duration.ofSeconds(60))
                .header("Content-Type", "application/json")
                .POST(LargeBody.of(large.body()))
                .build());
        assertThat(answer.status()).as(large.path()).isEqualTo(large.status());
        return large.status() == 200 ? answer.texts("results", "packet_id") : Set.of();
    }

    /**
     * Sent until there is room, and until it arrives in time, as often as the answers ask for: 21 senders that repeat 8 MiB without a
     * pause keep a slow machine busy with nothing else. A body that is refused before it is read may be cut off.
     */
    private static Answer answered(HttpRequest request) {
        for (int tries = 0; tries < 300; tries++) {
            Duration pause = BEFORE_RETRY;
            try {
                Answer answer = Answer.to(request);
                if (answer.status() != 503 && answer.status() != 408) {
                    return answer;
                }
                pause = Collections.max(List.of(pause, answer.retryAfter()));
            } catch (IOException cut) {
                // Sent again below, under the same ids.
            }
            Pause.of(pause);
        }
        throw new AssertionError("never answered");
    }
}
