package io.bhiv.insight.ask;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

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

    @Test
    void theTimeLineHasOneDeadlineHoweverManyJobsThereAre() {
        Services services = new Services(new Silent(silent.getLocalPort()), new ObjectMapper(), vertx);
        List<JobRow> jobs = IntStream.range(0, JOBS)
                .mapToObj(i -> new JobRow("job " + i, true, "cron", "", false, 0, null))
                .toList();
        long begun = System.nanoTime();

        List<JobTimes> times = services.times(jobs).await().atMost(Duration.ofSeconds(10));

        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofMillis(3_500));
        assertThat(times).hasSize(JOBS).noneMatch(JobTimes::answered);
        assertThat(times).extracting(JobTimes::job).startsWith("job 0", "job 1").endsWith("job 29");
    }

    private record Silent(int port) implements ServicesConfig {

        private URI address() {
            return URI.create("http://localhost:" + port);
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

        @Override
        public Duration limit() {
            return Duration.ofSeconds(1);
        }
    }
}
