package io.bhiv.bucket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bhiv.bucket.lease.LeaseMemory;
import io.bhiv.rules.FixedFault;
import io.bhiv.rules.FixedFault.Area;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Leases of large packets, many at once. */
@QuarkusTest
@Backends
@TestProfile(OneService.class)
class LeaseMemoryIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int CALLERS = 24;
    private static final int PACKETS = 800;

    /** Of {@code bridge.bucket.lease.bytes-at-once}, and a lease. */
    private static final long MOST = 26L << 20;

    @Inject
    LeaseMemory memory;

    @BeforeEach
    void emptyQueue() {
        Db.empty();
    }

    @AfterEach
    void everythingIsGivenBack() {
        await().atMost(PATIENCE).until(() -> memory.held() == 0);
        Db.empty();
    }

    @Test
    void manyLargeClaimsAndBatchesAtOnceAreAllAnswered() {
        layLarge(PACKETS);
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<CompletableFuture<List<String>>> leases = IntStream.range(0, CALLERS)
                    .mapToObj(caller -> CompletableFuture.supplyAsync(LeaseMemoryIT::leasedUntilEmpty, callers))
                    .toList();
            for (int i = 0; !leases.stream().allMatch(CompletableFuture::isDone) && i < 200; i++) {
                Api.ingest("beside-" + i, 100);
                assertThat(memory.held()).isLessThanOrEqualTo(MOST);
            }

            Set<String> large = new HashSet<>();
            leases.forEach(lease -> lease.join().stream()
                    .filter(id -> id.startsWith("large-"))
                    .forEach(id -> assertThat(large.add(id)).as(id).isTrue()));
            assertThat(large).hasSize(PACKETS);
        }
    }

    @Test
    @FixedFault(
            area = Area.MEMORY,
            fault =
                    "Leases of large packets whose consumers did not read them were in memory without a limit on how many",
            now =
                    "Leases at once are bounded in bytes until they are sent; further claims wait, and where they wait in vain nothing is leased")
    void leasesThatAreNotReadAreBoundedAndKeepNoPacketOut() throws IOException {
        layLarge(1_500);
        byte[] requests = "POST /api/v1/leases HTTP/1.1\r\nHost: localhost\r\nContent-Length: 13\r\n\r\n{\"limit\":100}"
                .repeat(10)
                .getBytes(StandardCharsets.US_ASCII);
        List<Socket> callers = new ArrayList<>();
        try {
            for (int i = 0; i < 24; i++) {
                callers.add(unread(requests));
            }
            await().atMost(PATIENCE).until(() -> Api.lease(100, 60, 0).status() == 503);
            assertThat(memory.held()).isLessThanOrEqualTo(MOST);

            Api.ingest("beside", 1_000);
        } finally {
            for (Socket caller : callers) {
                caller.close();
            }
        }

        await().atMost(PATIENCE).until(() -> Api.lease(1, 60, 0).isOk());
    }

    private static List<String> leasedUntilEmpty() {
        List<String> ids = new ArrayList<>();
        while (true) {
            Api.Reply lease = leased();
            List<String> found = Api.packetIds(lease);
            if (found.stream().noneMatch(id -> id.startsWith("large-"))) {
                return ids;
            }
            ids.addAll(found);
        }
    }

    /** Sent again where others hold all room for too long. */
    private static Api.Reply leased() {
        return await().atMost(PATIENCE).until(() -> Api.lease(100, 600, 0), lease -> {
            assertThat(lease.status()).as(lease.toString()).isIn(200, 503);
            return lease.isOk();
        });
    }

    private static Socket unread(byte[] requests) throws IOException {
        Socket caller = new Socket();
        caller.setReceiveBufferSize(4_096);
        caller.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), RestAssured.port));
        caller.getOutputStream().write(requests);
        return caller;
    }

    /** Packets of 60 KB, each of a user of its own, seventeen of which fill a lease. */
    private static void layLarge(int packets) {
        Db.run("""
                WITH fresh AS MATERIALIZED (
                  SELECT nextval('bucket.packet_seq') AS seq FROM generate_series(1, %d)
                ), p AS (
                  INSERT INTO bucket.packet (received_at, seq, packet_id, subject, body)
                  SELECT now(), seq, 'large-' || seq, 'u' || seq,
                         json_build_object('user_id', 'u' || seq, 'raw_signals', json_build_object('mouse', repeat('x', 60000)))
                  FROM fresh
                )
                INSERT INTO bucket.packet_state (seq, received_at, subject, due_at, bytes)
                SELECT seq, now(), 'u' || seq, now(), 60080 FROM fresh""".formatted(packets));
    }
}
