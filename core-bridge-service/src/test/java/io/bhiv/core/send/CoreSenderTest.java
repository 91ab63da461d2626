package io.bhiv.core.send;

import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.core.plan.AttemptOutcome;
import io.bhiv.kit.call.Breakers;
import io.bhiv.kit.count.Latencies;
import io.bhiv.rules.FixedFault;
import io.bhiv.rules.FixedFault.Area;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A BHIV Core that works and takes its time. */
class CoreSenderTest {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final Vertx vertx = Vertx.vertx();
    private final HttpServer slow = vertx.createHttpServer()
            .requestHandler(request -> vertx.setTimer(
                    300, due -> request.response().setStatusCode(200).end()));
    private GuardedCall call = new GuardedCall(vertx, config(1), Clock.systemUTC());
    private CoreSender sender = sender(1);

    @BeforeEach
    void start() throws Exception {
        int port =
                slow.listen(0).toCompletionStage().toCompletableFuture().get().actualPort();
        call = new GuardedCall(vertx, config(port), Clock.systemUTC());
        sender = sender(port);
    }

    @AfterEach
    void stop() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get();
    }

    @Test
    @FixedFault(
            area = Area.NEIGHBOURS,
            fault = "Our own full pool counted as a failure of BHIV Core and opened the breaker",
            now = "What was not called costs no attempt and is no failure")
    void whatExceedsItsConnectionsIsNotMadeAndNoFailure() {
        List<AttemptOutcome> outcomes = Uni.join()
                .all(IntStream.range(0, 20)
                        .mapToObj(i -> sender.attempt(UUID.randomUUID(), new byte[] {'1'}))
                        .toList())
                .andFailFast()
                .await()
                .atMost(LIMIT);

        assertThat(outcomes)
                .filteredOn(AttemptOutcome.Delivered.class::isInstance)
                .hasSize(2);
        assertThat(outcomes)
                .filteredOn(AttemptOutcome.NotMade.class::isInstance)
                .hasSize(18);
        assertThat(sender.room()).isEqualTo(2);
        assertThat(sender.closedBecause()).isEqualTo("committed; it waits for its turn");
    }

    private CoreSender sender(int port) {
        return new CoreSender(call, config(port), new Breakers(new SimpleMeterRegistry(), new Latencies()));
    }

    private static DestinationConfig config(int port) {
        return new SmallRyeConfigBuilder()
                .withMapping(DestinationConfig.class)
                .withSources(new PropertiesConfigSource(
                        Map.of(
                                "bridge.core.send.url", "http://localhost:" + port + "/bhiv/core",
                                "bridge.core.send.concurrency", "2",
                                "bridge.core.send.breaker.failures", "1"),
                        "test",
                        100))
                .addDiscoveredConverters()
                .build()
                .getConfigMapping(DestinationConfig.class);
    }
}
