package io.bhiv.stack.simulator.karma;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.bhiv.stack.simulator.Simulator;
import io.bhiv.stack.simulator.SimulatorLog;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * Answers {@code POST /api/v1/karma/log-action/} {@code {user_id, action, intensity}} with 200, or 400 where a member is missing;
 * {@code GET /api/v1/karma/actions} returns the count of each action.
 */
public final class KarmaSimulator implements Simulator {

    private static final int BODY_LIMIT = 64 * 1024;
    private static final int LOG_EVERY = 100;

    private final ObjectMapper json = new ObjectMapper();
    private final KarmaLedger ledger = new KarmaLedger();
    private @Nullable HttpServer server;
    private @Nullable ExecutorService threads;
    private SimulatorLog log = line -> {};
    private long noted;

    @Override
    public String name() {
        return "karma";
    }

    @Override
    public int usualPort() {
        return 9100;
    }

    @Override
    public String addressVariable() {
        return "KARMA_TRACKER_URL";
    }

    @Override
    public String address(int port) {
        return "http://localhost:" + port;
    }

    @Override
    public void start(int port, SimulatorLog simulatorLog) throws IOException {
        log = simulatorLog;
        HttpServer made = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 128);
        ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();
        made.setExecutor(workers);
        made.createContext("/api/v1/karma/log-action", this::logAction);
        made.createContext("/api/v1/karma/actions", this::actions);
        made.start();
        server = made;
        threads = workers;
    }

    @Override
    public void stop() {
        if (server != null) {
            server.stop(0);
        }
        if (threads != null) {
            threads.shutdown();
        }
    }

    private void logAction(HttpExchange exchange) throws IOException {
        String action = action(exchange.getRequestBody());
        if (action.isEmpty()) {
            answer(exchange, 400, Map.of("detail", "user_id, action and intensity are needed"));
            return;
        }
        String key = exchange.getRequestHeaders().getFirst("Idempotency-Key");
        boolean fresh = ledger.note(key == null ? "" : key, action);
        logNowAndThen(fresh);
        answer(exchange, 200, Map.of("status", "logged", "duplicate", !fresh));
    }

    private void actions(HttpExchange exchange) throws IOException {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("actions", ledger.counts());
        answer.put("repeated", ledger.repeated());
        answer(exchange, 200, answer);
    }

    /** The action's name, empty where the body is not what the tracker wants. */
    private String action(InputStream body) throws IOException {
        try {
            JsonNode sent = json.readTree(body.readNBytes(BODY_LIMIT));
            boolean whole = sent.path("user_id").isTextual()
                    && sent.path("action").isTextual()
                    && sent.path("intensity").isNumber();
            return whole ? sent.path("action").textValue() : "";
        } catch (JsonProcessingException notJson) {
            return "";
        }
    }

    private synchronized void logNowAndThen(boolean fresh) {
        if (fresh && (noted++ == 0 || noted % LOG_EVERY == 0)) {
            log.line("actions so far: " + ledger.counts());
        }
    }

    private void answer(HttpExchange exchange, int status, Map<String, ?> body) throws IOException {
        byte[] bytes = json.writeValueAsString(body).getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}
