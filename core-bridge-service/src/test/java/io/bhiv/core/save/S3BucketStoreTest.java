package io.bhiv.core.save;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.bhiv.kit.call.Breaker;
import io.bhiv.kit.call.BreakerSettings;
import io.bhiv.rules.FixedFault;
import io.bhiv.rules.FixedFault.Area;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class S3BucketStoreTest extends BucketStoreContract {

    private final Map<String, byte[]> objects = new ConcurrentHashMap<>();
    private final HttpServer server = startServer();
    private final AtomicInteger asked = new AtomicInteger();
    private volatile int refuseWith;

    @AfterEach
    void stopServer() {
        server.stop(0);
    }

    @Override
    BucketStore store() {
        return S3BucketStore.open(new Config());
    }

    @Override
    byte[] read(String filename) {
        return Objects.requireNonNull(objects.get("/objects/" + filename), filename);
    }

    @Override
    int objects() {
        return objects.size();
    }

    @Test
    void aFullStoreIsADiskThatIsFull() {
        refuseWith = 507;

        assertThat(store().save("x.json", new byte[] {1})).isInstanceOf(SaveOutcome.DiskFull.class);
    }

    @Test
    void aStoreThatRefusesIsAFailureThatMayPass() {
        refuseWith = 403;

        assertThat(store().save("x.json", new byte[] {1})).isEqualTo(new SaveOutcome.Failed("the store answered 403"));
    }

    @Test
    void aStoreThatKeepsFailingIsLeftAloneForAWhile() {
        refuseWith = 403;
        Breaker breaker = new Breaker(new BreakerSettings("bucket-store", 2, Duration.ofHours(1)), failure -> true);
        BucketStore guarded = new GuardedBucketStore(S3BucketStore.open(new Config()), breaker);
        guarded.save("x.json", new byte[] {1});
        guarded.save("x.json", new byte[] {1});
        refuseWith = 0;

        assertThat(guarded.save("x.json", new byte[] {1}))
                .isEqualTo(new SaveOutcome.NotTried("the breaker in front of the store is open"));
        assertThat(objects).isEmpty();
    }

    @Test
    @FixedFault(
            area = Area.NEIGHBOURS,
            fault = "A save of megabytes to an S3 store stalled for three attempts of 5 s, now and then",
            now = "The body is sent at once")
    void bodiesAreSentWithoutAskingFirst() {
        store().save("x.json", new byte[] {1});
        store().save("y.bin", new byte[3_000_000]);

        assertThat(objects).hasSize(2);
        assertThat(asked).hasValue(0);
    }

    /** The part of S3 that a put needs: signed, path style, whole body or nothing. */
    private HttpServer startServer() {
        try {
            HttpServer made = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            made.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            made.createContext("/", this::put);
            made.start();
            return made;
        } catch (IOException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private void put(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (exchange.getRequestHeaders().containsKey("Expect")) {
                asked.incrementAndGet();
            }
            byte[] body = exchange.getRequestBody().readAllBytes();
            String authorization = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
            if (refuseWith != 0 || !authorization.startsWith("AWS4-HMAC-SHA256 Credential=key/")) {
                byte[] error = "<Error><Code>Refused</Code></Error>".getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(refuseWith == 0 ? 403 : refuseWith, error.length);
                exchange.getResponseBody().write(error);
                return;
            }
            objects.put(exchange.getRequestURI().getPath(), body);
            exchange.getResponseHeaders().set("ETag", "\"x\"");
            exchange.sendResponseHeaders(200, -1);
        }
    }

    private final class Config implements BucketConfig.S3 {

        @Override
        public URI endpoint() {
            return URI.create("http://localhost:" + server.getAddress().getPort());
        }

        @Override
        public String bucket() {
            return "objects";
        }

        @Override
        public Optional<String> region() {
            return Optional.empty();
        }

        @Override
        public String accessKey() {
            return "key";
        }

        @Override
        public String secretKey() {
            return "secret";
        }

        @Override
        public Optional<Duration> attemptTimeout() {
            return Optional.of(Duration.ofSeconds(5));
        }
    }
}
