package io.bhiv.system.biometric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.bhiv.load.machine.RssProbe;
import io.bhiv.rules.FixedFault;
import io.bhiv.rules.FixedFault.Area;
import io.bhiv.stage.layout.Place;
import io.bhiv.stage.process.ServiceProcess;
import io.bhiv.system.fault.Answer;
import io.bhiv.system.fault.FaultStage;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/** Payloads that a delivery only points at, from a storage of the test's, in the heap that is shipped. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Tag("faults")
class StoredPayloadsIT {

    private static final int MIB = 1 << 20;
    private static final double RSS_LIMIT_MIB = 900;
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final byte[] END = "]}".getBytes(StandardCharsets.UTF_8);

    private final FaultStage stage = FaultStage.open();
    private final ServiceProcess service = stage.started(
            Place.BIOMETRIC,
            Map.of(
                    "BRIDGE_BIOMETRIC_FETCH_ALLOW_LOOPBACK", "true",
                    "BRIDGE_BIOMETRIC_FETCH_RETRY_PAUSE", "1S",
                    "BRIDGE_BIOMETRIC_FETCH_ROOM_PAUSE", "1S"));
    private final RssProbe memory = RssProbe.watching(service.handle());
    private final long pid = service.handle().pid();
    private final HttpServer storage = storage();
    private final ExecutorService answering = Executors.newCachedThreadPool();
    private final AtomicInteger fetchesOfItself = new AtomicInteger();
    private final AtomicInteger fetchesOfBroken = new AtomicInteger();

    private static HttpServer storage() {
        try {
            return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException taken) {
            throw new UncheckedIOException(taken);
        }
    }

    StoredPayloadsIT() {
        storage.setExecutor(answering);
        storage.createContext("/nights/", exchange -> {
            int mib = Integer.parseInt(exchange.getRequestURI().getPath().replaceAll("\\D", ""));
            answerNights(exchange, mib);
        });
        storage.createContext("/itself", exchange -> {
            fetchesOfItself.incrementAndGet();
            answer(exchange, pointing("/itself").getBytes(StandardCharsets.UTF_8));
        });
        storage.createContext("/broken", exchange -> {
            fetchesOfBroken.incrementAndGet();
            exchange.sendResponseHeaders(500, -1);
            exchange.close();
        });
        storage.start();
    }

    @AfterAll
    void end() {
        System.out.printf("RSS of the service under large payloads: at most %.0f MiB%n", memory.peakMib());
        memory.close();
        stage.close();
        storage.stop(0);
        answering.close();
    }

    @Test
    @FixedFault(
            area = Area.MEMORY,
            fault = "One payload download of 60 MiB, or ten of 15 MiB at once, ended the process",
            now = "Their bytes in memory are bounded together; what finds no room is fetched a little later")
    void largePayloadsAtOnceAreFetchedOneAfterTheOther() throws IOException {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            ids.add(accepted("/nights/15"));
        }
        ids.add(accepted("/nights/60"));
        ids.add(accepted("/nights/60"));

        Verdict.awaitDrained(service);

        assertThat(ids).allSatisfy(id -> assertThat(state(id)).isEqualTo("published"));
        assertThat(stage.column("SELECT event_id FROM biometric.delivery WHERE channel = 'WEBHOOK_FETCH'"
                        + " AND length(body) > 1000000"))
                .hasSize(ids.size());
        assertThat(service.handle().pid()).isEqualTo(pid);
        assertThat(service.handle().isAlive()).isTrue();
        assertThat(memory.peakMib()).isLessThan(RSS_LIMIT_MIB);
    }

    @Test
    @FixedFault(
            area = Area.MEMORY,
            fault = "A payload that points at itself was fetched 104 times in 20 s",
            now = "One hop is followed; what it leads to is parked as PAYLOAD_NESTED")
    void aPayloadThatPointsAtItselfIsFetchedOnce() throws IOException {
        String id = accepted("/itself");

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(state(id)).isEqualTo("published"));
        Verdict.awaitDrained(service);
        assertThat(stage.column("SELECT reason FROM biometric.parked")).contains("PAYLOAD_NESTED");
        assertThat(fetchesOfItself).hasValue(1);
    }

    /** Last, because an open breaker keeps the others from their payloads. */
    @Test
    @Order(Integer.MAX_VALUE)
    void aStorageThatFailsIsLeftAloneByTheBreaker() throws IOException {
        for (int i = 0; i < 8; i++) {
            accepted("/broken");
        }
        await().atMost(PATIENCE)
                .until(() -> service.json("/api/v1/biometric/backlog")
                                .path("outstanding")
                                .asInt()
                        == 8);
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(fetchesOfBroken).hasValueGreaterThanOrEqualTo(5));
        int opened = fetchesOfBroken.get();

        await().during(Duration.ofSeconds(4))
                .atMost(Duration.ofSeconds(10))
                .until(() -> fetchesOfBroken.get() <= opened + 3);
        stage.execute("DELETE FROM biometric.outstanding");
    }

    private String accepted(String path) throws IOException {
        Answer answer = Webhooks.send(Webhooks.terra(pointing(path)), service);
        assertThat(answer.status()).isEqualTo(202);
        return answer.eventId();
    }

    private String pointing(String path) {
        return "{\"type\":\"s3_payload\",\"status\":\"success\",\"it\":\"%s\",\"url\":\"http://127.0.0.1:%d%s\",\"expires_in\":300}"
                .formatted(UUID.randomUUID(), storage.getAddress().getPort(), path);
    }

    private String state(String eventId) {
        return service.json("/api/v1/biometric/deliveries/" + eventId)
                .path("state")
                .asText();
    }

    private static void answer(HttpExchange exchange, byte[] body) throws IOException {
        exchange.sendResponseHeaders(200, body.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
        } catch (IOException refused) {
            refusedBy(refused);
        }
    }

    /**
     * Nights of one user with texts that are not read, as many as fit in some MiB. One at a time: a download for which the service has no
     * room is asked for again, and as wholes they would fill this JVM's heap.
     */
    private static void answerNights(HttpExchange exchange, int mib) throws IOException {
        String whole = Webhooks.nightBody("user-" + UUID.randomUUID(), "first", 50);
        int begin = whole.indexOf("\"data\":[") + 8;
        String night = whole.substring(begin, whole.length() - 2)
                .replace("\"heart_rate_data\"", "\"unread\":\"" + "x".repeat(900_000) + "\",\"heart_rate_data\"");
        byte[] head = whole.substring(0, begin).getBytes(StandardCharsets.UTF_8);
        int length = numbered(night, 1).length;
        int nights = mib * MIB / length;
        exchange.sendResponseHeaders(200, head.length + (long) nights * length + END.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(head);
            for (int i = 1; i <= nights; i++) {
                out.write(numbered(night, i));
            }
            out.write(END);
        } catch (IOException refused) {
            refusedBy(refused);
        }
    }

    /** As long as every other, with what stands before it in the list. */
    private static byte[] numbered(String night, int number) {
        return ((number == 1 ? " " : ",") + night.replace("first", "night-%03d".formatted(number)))
                .getBytes(StandardCharsets.UTF_8);
    }

    /** The service ends a download for which it has no room. */
    private static void refusedBy(IOException refused) {
        System.out.println("  a download was refused: " + refused.getMessage());
    }
}
