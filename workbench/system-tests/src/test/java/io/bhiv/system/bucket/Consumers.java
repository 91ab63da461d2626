package io.bhiv.system.bucket;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.bhiv.stage.process.ServiceProcess;
import io.bhiv.system.fault.Answer;
import io.bhiv.system.fault.Pause;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/**
 * Consumers at several replicas: each leases, acknowledges everything, and leases again. A replica that is away is asked
 * again; what it had leased is leased by another after the lease has expired.
 */
public final class Consumers implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration BEFORE_RETRY = Duration.ofMillis(100);
    private static final int WAIT_SECONDS = 1;
    private static final Duration FINISH_LIMIT = Duration.ofSeconds(30);

    private final int leaseSeconds;
    private final UnaryOperator<HttpRequest> route;
    private final List<Thread> threads = new ArrayList<>();
    private final Set<String> done = ConcurrentHashMap.newKeySet();
    private final ConcurrentLinkedQueue<String> breaches = new ConcurrentLinkedQueue<>();
    private volatile boolean stopped;

    private Consumers(int leaseSeconds, UnaryOperator<HttpRequest> route) {
        this.leaseSeconds = leaseSeconds;
        this.route = route;
    }

    /** So many at each of the replicas. */
    public static Consumers at(List<ServiceProcess> replicas, int each, int leaseSeconds) {
        return at(replicas, each, leaseSeconds, UnaryOperator.identity());
    }

    /** The same behind something that chooses where each request goes. */
    public static Consumers at(
            List<ServiceProcess> replicas, int each, int leaseSeconds, UnaryOperator<HttpRequest> route) {
        Consumers all = new Consumers(leaseSeconds, route);
        for (ServiceProcess replica : replicas) {
            for (int i = 0; i < each; i++) {
                all.threads.add(Thread.ofVirtual().start(() -> all.consume(replica)));
            }
        }
        return all;
    }

    /** Packets whose acknowledgement was accepted. */
    Set<String> done() {
        return done;
    }

    /** What must never happen. */
    public List<String> breaches() {
        return List.copyOf(breaches);
    }

    private void consume(ServiceProcess replica) {
        while (!stopped) {
            try {
                work(replica);
            } catch (IOException gone) {
                Pause.of(BEFORE_RETRY);
            }
        }
    }

    private void work(ServiceProcess replica) throws IOException {
        JsonNode lease = post(
                replica,
                "/api/v1/leases",
                "{\"limit\":50,\"lease_seconds\":%d,\"wait_seconds\":%d}".formatted(leaseSeconds, WAIT_SECONDS));
        if (!lease.path("packets").isEmpty()) {
            for (JsonNode result : reported(replica, reports(lease).toString()).path("results")) {
                note(result);
            }
        }
    }

    /** Sends the reports again for as long as the lease lasts: repeating them is harmless. */
    private JsonNode reported(ServiceProcess replica, String reports) throws IOException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(leaseSeconds);
        while (true) {
            try {
                return post(replica, "/api/v1/acks", reports);
            } catch (IOException gone) {
                if (System.nanoTime() > end) {
                    throw gone;
                }
                Pause.of(BEFORE_RETRY);
            }
        }
    }

    private void note(JsonNode result) {
        String packet = result.path("packet_id").asText();
        switch (result.path("code").asInt()) {
            case 200 -> {
                if (!done.add(packet)) {
                    breaches.add(packet + " was done twice");
                }
            }
            // The lease expired while the replica was away; another consumer processes it.
            case 409 -> {}
            default -> breaches.add("a report was answered " + result);
        }
    }

    private static ArrayNode reports(JsonNode lease) {
        ArrayNode reports = JSON.createArrayNode();
        for (JsonNode packet : lease.path("packets")) {
            reports.addObject()
                    .put("packet_id", packet.path("packet_id").asText())
                    .put("lease_id", lease.path("lease_id").asText())
                    .put("success", true);
        }
        return reports;
    }

    /** Throws where there is no answer, or the answer is 503. */
    private JsonNode post(ServiceProcess replica, String path, String body) throws IOException {
        Answer answer = Answer.to(route.apply(HttpRequest.newBuilder(replica.uri(path))
                .timeout(Duration.ofSeconds(20))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build()));
        if (answer.status() == 503) {
            throw new IOException("asked to come back later");
        }
        if (answer.status() != 200) {
            breaches.add(path + " answered " + answer.status() + " " + answer.body());
        }
        return JSON.readTree(answer.body());
    }

    @Override
    public void close() {
        stopped = true;
        for (Thread thread : threads) {
            try {
                if (!thread.join(FINISH_LIMIT)) {
                    breaches.add("a consumer did not end");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
