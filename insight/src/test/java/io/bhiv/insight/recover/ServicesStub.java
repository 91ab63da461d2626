package io.bhiv.insight.recover;

import com.sun.net.httpserver.HttpExchange;
import io.bhiv.insight.LoopbackServer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Answers as the services do, as far as a test said, and remembers what it was asked. */
public final class ServicesStub implements QuarkusTestResourceLifecycleManager {

    /** A call that arrived. */
    public record Received(Instant at, String method, String uri, String body) {}

    /** An answer. */
    public record Canned(int status, String body) {}

    /** All that a test needs of it. */
    public static final class Calls {
        public final List<Received> received = new CopyOnWriteArrayList<>();
        /** By the beginning of the address. */
        public final Map<String, Canned> answers = new ConcurrentHashMap<>();
    }

    private final Calls calls = new Calls();
    private @Nullable LoopbackServer server;

    @Override
    public Map<String, String> start() {
        LoopbackServer started = new LoopbackServer(this::answer);
        server = started;
        String url = started.address();
        return Map.of(
                "BRIDGE_BIOMETRIC_URL", url,
                "BRIDGE_BUCKET_URL", url,
                "BRIDGE_CORE_URL", url,
                "BRIDGE_AUTOMATION_URL", url);
    }

    @Override
    public void inject(TestInjector tests) {
        tests.injectIntoFields(calls, new TestInjector.MatchesType(Calls.class));
    }

    @Override
    public void stop() {
        Objects.requireNonNull(server).close();
    }

    private void answer(HttpExchange exchange) throws IOException {
        String uri = exchange.getRequestURI().toString();
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        // The page asks for those by itself every few seconds.
        if (!uri.startsWith("/core/updates?")) {
            calls.received.add(new Received(Instant.now(), exchange.getRequestMethod(), uri, body));
        }
        Canned canned = calls.answers.entrySet().stream()
                .filter(one -> uri.startsWith(one.getKey()))
                .max(Comparator.comparingInt(one -> one.getKey().length()))
                .map(Map.Entry::getValue)
                .orElse(new Canned(404, "{\"title\":\"Not found\"}"));
        byte[] bytes = canned.body().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(canned.status(), bytes.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }
}
