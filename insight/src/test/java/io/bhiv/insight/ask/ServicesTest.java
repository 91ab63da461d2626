package io.bhiv.insight.ask;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.bhiv.insight.LoopbackServer;
import io.bhiv.rules.FixedFault;
import io.bhiv.rules.FixedFault.Area;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServicesTest {

    private static final int JOBS = 30;

    private final Vertx vertx = Vertx.vertx();
    private ServerSocket silent;

    /** Connections are made, and nothing is ever answered. */
    @BeforeEach
    void listen() throws IOException {
        silent = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void close() throws IOException {
        silent.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    /** A line without runs would say that the job never ran. */
    @Test
    void aRefusalIsNoHistory() {
        try (LoopbackServer refusing = new LoopbackServer(exchange -> {
            byte[] problem =
                    "{\"type\":\"urn:bhiv:problem:forbidden\",\"status\":403}".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(403, problem.length);
            exchange.getResponseBody().write(problem);
            exchange.close();
        })) {
            Services services =
                    new Services(new At(refusing.address(), Duration.ofSeconds(1)), new ObjectMapper(), vertx);

            List<JobTimes> times = services.times(List.of(new JobRow("nightly", true, "cron", "", false, 0, null)))
                    .await()
                    .atMost(Duration.ofSeconds(10));

            assertThat(times).singleElement().matches(one -> !one.answered());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0C7F5E9A-1111-4222-8333-ABCDEF012345, 4",
        "0c7f5e9a-1111-4222-8333-abcdef012345, 4",
        "1-2-3-4-5, 1",
        "learner:7_x, 1"
    })
    @FixedFault(
            area = Area.TRUTH,
            fault = "a packet whose id can be read as a UUID was looked for by another id, and not found",
            now = "the bucket is asked for the text as it was typed")
    void aPacketIsLookedForByTheTextThatWasTyped(String id, int questions) {
        Queue<String> asked = new ConcurrentLinkedQueue<>();
        try (LoopbackServer unknowing = new LoopbackServer(exchange -> {
            asked.add(exchange.getRequestURI().getPath());
            exchange.sendResponseHeaders(404, -1);
            exchange.close();
        })) {
            Services services =
                    new Services(new At(unknowing.address(), Duration.ofSeconds(20)), new ObjectMapper(), vertx);

            List<ServiceAnswer> answers = services.about(id).await().atMost(Duration.ofSeconds(30));

            assertThat(answers).hasSize(questions).allMatch(one -> one.outcome() == ServiceAnswer.Outcome.UNKNOWN);
            assertThat(asked).hasSize(questions).contains("/api/v1/packets/" + id);
        }
    }

    @Test
    @Tag("timing")
    void theTimeLineHasOneDeadlineHoweverManyJobsThereAre() {
        Services services = new Services(
                new At("http://localhost:" + silent.getLocalPort(), Duration.ofSeconds(1)), new ObjectMapper(), vertx);
        List<JobRow> jobs = IntStream.range(0, JOBS)
                .mapToObj(i -> new JobRow("job " + i, true, "cron", "", false, 0, null))
                .toList();
        long begun = System.nanoTime();

        List<JobTimes> times = services.times(jobs).await().atMost(Duration.ofSeconds(10));

        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofMillis(3_500));
        assertThat(times).hasSize(JOBS).noneMatch(JobTimes::answered);
        assertThat(times).extracting(JobTimes::job).startsWith("job 0", "job 1").endsWith("job 29");
    }

    /** Every service at one address. */
    private record At(String text, Duration limit) implements ServicesConfig {

        private URI address() {
            return URI.create(text);
        }

        @Override
        public URI biometric() {
            return address();
        }

        @Override
        public URI bucket() {
            return address();
        }

        @Override
        public URI core() {
            return address();
        }

        @Override
        public URI automation() {
            return address();
        }

        @Override
        public Optional<String> key() {
            return Optional.empty();
        }
    }
}
