package io.bhiv.load.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("timing")
class HttpLoadTest {

    private static final Duration LONG = Duration.ofSeconds(30);
    private static final long MILLI = 1_000_000;

    @Test
    void everyRequestIsCountedOnceAndEachIsNew() throws IOException {
        Numbered traffic = new Numbered();
        try (FakeServer server = new FakeServer((number, request) -> FakeServer.ok(lastLine(request)))) {
            LoadResult result = HttpLoad.run(
                    LoadPlan.closed(server.address(), 7, Duration.ZERO, LONG).withMaxRequests(1000), traffic);

            assertThat(result.counts().sent()).isEqualTo(1000);
            assertThat(result.counts().acknowledged()).isEqualTo(1000);
            assertThat(result.counts().byStatus()).isEqualTo(Map.of(200, 1000L));
            assertThat(result.latency().getTotalCount()).isEqualTo(1000);
            assertThat(server.requests()).isEqualTo(1000);
            Set<String> all =
                    IntStream.range(0, 1000).mapToObj(Integer::toString).collect(Collectors.toSet());
            assertThat(traffic.answers).hasSize(1000).containsExactlyInAnyOrderElementsOf(all);
        }
    }

    @Test
    void aRefusalIsNotAnAcknowledgement() throws IOException {
        String busy = "HTTP/1.1 503 Busy\r\nRetry-After: 1\r\nContent-Length: 0\r\n\r\n";
        try (FakeServer server = new FakeServer((number, request) -> number % 4 == 0 ? busy : FakeServer.ok("yes"))) {
            LoadResult result = HttpLoad.run(
                    LoadPlan.closed(server.address(), 3, Duration.ZERO, LONG).withMaxRequests(400), new Numbered());

            assertThat(result.counts().byStatus()).isEqualTo(Map.of(200, 300L, 503, 100L));
            assertThat(result.counts().acknowledged()).isEqualTo(300);
            assertThat(result.counts().refusedWithRetryAfter()).isEqualTo(100);
            assertThat(result.latency().getTotalCount()).isEqualTo(300);
        }
    }

    @Test
    void failuresAreCountedByKindAndTheLoadGoesOn() throws IOException {
        CountDownLatch never = new CountDownLatch(1);
        FakeServer.Behaviour behaviour = (number, request) -> switch ((int) number) {
            case 10 -> FakeServer.CUT;
            case 20 -> "HTTP/1.1 200 OK\r\n\r\nno length";
            case 30 -> {
                never.await(10, TimeUnit.SECONDS);
                yield FakeServer.CUT;
            }
            default -> FakeServer.ok("yes");
        };
        try (FakeServer server = new FakeServer(behaviour)) {
            LoadPlan plan = LoadPlan.closed(server.address(), 2, Duration.ZERO, LONG)
                    .withMaxRequests(100)
                    .withRequestTimeout(Duration.ofMillis(300));
            Numbered traffic = new Numbered();
            LoadResult result = HttpLoad.run(plan, traffic);
            never.countDown();

            Map<Failure, Long> each = Map.of(Failure.CUT, 1L, Failure.MALFORMED, 1L, Failure.TIMEOUT, 1L);
            assertThat(result.counts().failures()).isEqualTo(each);
            assertThat(result.counts().acknowledged()).isEqualTo(97);
            assertThat(result.counts().sent()).isEqualTo(100);
            assertThat(traffic.failures).isEqualTo(3);
        }
    }

    @Test
    void aServerThatGoesAwayIsNotAskedWithoutPause() throws IOException {
        FakeServer server = new FakeServer((number, request) -> FakeServer.ok("yes"));
        Numbered traffic = new Numbered() {
            @Override
            public void answered(int connection, Answer answer) {
                if (answers.size() == 50) {
                    server.close();
                }
                super.answered(connection, answer);
            }
        };
        LoadResult result =
                HttpLoad.run(LoadPlan.closed(server.address(), 2, Duration.ZERO, Duration.ofMillis(500)), traffic);

        assertThat(result.counts().failures()).containsKey(Failure.REFUSED);
        assertThat(result.counts().failed()).isLessThan(60);
        assertThat(result.counts().sent())
                .isEqualTo(result.counts().acknowledged() + result.counts().failed());
    }

    @Test
    void aClosedPortFailsAtOnce() throws IOException {
        int port;
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = taken.getLocalPort();
        }
        InetSocketAddress nobody = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        assertThatThrownBy(() -> HttpLoad.run(LoadPlan.closed(nobody, 1, Duration.ZERO, LONG), new Numbered()))
                .isInstanceOf(IOException.class);
    }

    @Test
    void theWarmUpIsNotMeasured() throws IOException {
        try (FakeServer server = new FakeServer((number, request) -> FakeServer.ok("yes"))) {
            LoadResult result = HttpLoad.run(
                    LoadPlan.open(server.address(), 4, 500, Duration.ofMillis(400), Duration.ofMillis(400)),
                    new Numbered());

            assertThat(result.counts().sent()).isBetween(199L, 201L);
            assertThat(result.counts().acknowledged()).isEqualTo(result.counts().sent());
            assertThat(server.requests()).isBetween(399L, 401L);
        }
    }

    /** Time passes only in the server, one millisecond for each answer and half a second for the hundredth. */
    @Test
    void percentilesOfAClosedLoopAreThoseOfTheServer() throws IOException {
        AtomicLong time = new AtomicLong();
        FakeServer.Behaviour behaviour = (number, request) -> {
            time.addAndGet(number == 100 ? 500 * MILLI : MILLI);
            return FakeServer.ok("yes");
        };
        try (FakeServer server = new FakeServer(behaviour)) {
            LoadPlan plan =
                    LoadPlan.closed(server.address(), 1, Duration.ZERO, LONG).withMaxRequests(1000);
            Histogram latency = HttpLoad.run(plan, new Numbered(), time::get).latency();

            assertThat(latency.getTotalCount()).isEqualTo(1000);
            assertThat(millis(latency, 50)).isEqualTo(1);
            assertThat(millis(latency, 99.8)).isEqualTo(1);
            assertThat(millis(latency, 100)).isEqualTo(500);
        }
    }

    /**
     * The same stall in an open loop at 500 requests a second: the 250 that were due while the server stood still have waited too, and
     * so have those behind them until the server, which needs one millisecond of every two, has caught up.
     */
    @Test
    void anOpenLoopCountsTheRequestsThatAStallHeldUp() throws IOException {
        AtomicLong time = new AtomicLong();
        FakeServer.Behaviour behaviour = (number, request) -> {
            time.addAndGet(number == 100 ? 500 * MILLI : MILLI);
            return FakeServer.ok("yes");
        };
        try (FakeServer server = new FakeServer(behaviour)) {
            Pacing pacing = new Pacing.OpenLoop(500, Pacing.Arrivals.CONSTANT, 10_000);
            LoadPlan plan = LoadPlan.closed(server.address(), 1, Duration.ZERO, Duration.ofSeconds(2))
                    .withPacing(pacing);
            // Every look at the clock costs 50 microseconds, so that time passes while nothing is due.
            LoadResult result = HttpLoad.run(plan, new Numbered(), () -> time.addAndGet(50_000));
            Histogram latency = result.latency();

            assertThat(latency.getTotalCount()).isEqualTo(1000);
            assertThat(millis(latency, 100)).isBetween(500L, 510L);
            assertThat(latency.getCountBetweenValues(100 * MILLI, 600 * MILLI)).isBetween(380L, 480L);
            assertThat(result.counts().maxWaiting()).isGreaterThan(240);
            assertThat(result.counts().overflow()).isZero();
        }
    }

    @Test
    void whatDoesNotFitIntoTheOpenLoopIsSaid() throws IOException {
        CountDownLatch stall = new CountDownLatch(1);
        FakeServer.Behaviour behaviour = (number, request) -> {
            if (number == 1) {
                stall.await(300, TimeUnit.MILLISECONDS);
            }
            return FakeServer.ok("yes");
        };
        try (FakeServer server = new FakeServer(behaviour)) {
            Pacing pacing = new Pacing.OpenLoop(1000, Pacing.Arrivals.CONSTANT, 50);
            LoadPlan plan = LoadPlan.closed(server.address(), 1, Duration.ZERO, Duration.ofMillis(400))
                    .withPacing(pacing);
            Counts counts = HttpLoad.run(plan, new Numbered()).counts();

            assertThat(counts.overflow()).isGreaterThan(150);
            assertThat(counts.sent() + counts.overflow()).isBetween(399L, 401L);
            assertThat(counts.maxWaiting()).isEqualTo(50);
        }
    }

    @Test
    void aLargeRequestLeavesInPieces() throws IOException {
        Traffic large = (connection, out) -> {
            byte[] body = "x".repeat(3_000_000).getBytes(StandardCharsets.US_ASCII);
            out.put(("POST / HTTP/1.1\r\nContent-Length: " + body.length + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            out.put(body);
        };
        try (FakeServer server = new FakeServer((number, request) -> FakeServer.ok(request.length() + ""))) {
            LoadResult result = HttpLoad.run(
                    LoadPlan.closed(server.address(), 2, Duration.ZERO, LONG).withMaxRequests(6), large);
            assertThat(result.counts().acknowledged()).isEqualTo(6);
        }
    }

    private static long millis(Histogram latency, double percentile) {
        return Math.round(latency.getValueAtPercentile(percentile) / 1e6);
    }

    private static String lastLine(String request) {
        return request.substring(request.indexOf("\r\n\r\n") + 4);
    }

    /** Sends 0, 1, 2 … and keeps what comes back. */
    private static class Numbered implements Traffic {
        final List<String> answers = new ArrayList<>();
        int failures;
        private int next;

        @Override
        public void write(int connection, ByteBuffer out) {
            String body = Integer.toString(next++);
            out.put(("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: " + body.length() + "\r\n\r\n" + body)
                    .getBytes(StandardCharsets.US_ASCII));
        }

        @Override
        public void answered(int connection, Answer answer) {
            answers.add(answer.text());
        }

        @Override
        public void failed(int connection, Failure failure) {
            failures++;
        }
    }
}
