package io.bhiv.bucket.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bhiv.rules.FixedFault;
import io.bhiv.rules.FixedFault.Area;
import io.bhiv.stage.backend.EmbeddedRedisServer;
import io.bhiv.stage.backend.RedisOptions;
import io.bhiv.stage.testing.SilentProxy;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The connections to Redis, of which one is forgotten on the way. */
class RedisLinkIT {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration SILENCE = Duration.ofSeconds(2);
    private static final String CHANNEL = "bhiv:test";

    private record Through(int port) implements RedisConfig {

        @Override
        public Optional<String> host() {
            return Optional.of("localhost");
        }

        @Override
        public Optional<String> username() {
            return Optional.empty();
        }

        @Override
        public Optional<String> password() {
            return Optional.empty();
        }

        @Override
        public String prefix() {
            return CHANNEL;
        }
    }

    private final EmbeddedRedisServer redis = new EmbeddedRedisServer(RedisOptions.temporary());
    private final Vertx vertx = Vertx.vertx();
    private final AtomicInteger hints = new AtomicInteger();

    @BeforeEach
    void startRedis() {
        redis.start();
    }

    @AfterEach
    void end() {
        vertx.close();
        redis.close();
    }

    @Test
    @FixedFault(
            area = Area.TRUTH,
            fault =
                    "A firewall that forgot the connection on which hints arrive was never noticed: the bucket reported connected and got nothing of other replicas",
            now = "Its own heartbeat does not come back within 10 s, and both connections are opened again")
    void aSubscriptionThatIsForgottenOnTheWayIsNoticed() throws IOException {
        try (SilentProxy between = new SilentProxy("localhost", redis.port())) {
            RedisLink link = RedisLink.open(vertx, new Through(between.port()), SILENCE, hints::incrementAndGet)
                    .await()
                    .atMost(PATIENCE);
            await().during(SILENCE.plusSeconds(1)).atMost(PATIENCE).until(() -> {
                link.beat().await().atMost(PATIENCE);
                return link.isOpen();
            });
            int before = hints.get();
            send(link, Request.cmd(Command.PUBLISH).arg(CHANNEL).arg("1"));
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(hints).hasValue(before + 1));

            between.fallSilent(0);

            await().atMost(PATIENCE).until(() -> {
                link.beat().await().atMost(PATIENCE);
                return !link.isOpen();
            });
            send(link, Request.cmd(Command.PING));
            link.close();
        }
    }

    private static void send(RedisLink link, Request request) {
        link.send(request).await().atMost(PATIENCE);
    }
}
