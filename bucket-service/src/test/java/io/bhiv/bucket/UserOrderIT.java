package io.bhiv.bucket;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Order per user under load: consumers ask for it while the same users' packets come in and some attempts fail. */
@QuarkusTest
@Backends
@TestProfile(OneService.class)
class UserOrderIT {

    private static final int USERS = 8;
    private static final int PACKETS_EACH = 60;
    private static final int CONSUMERS = 6;

    private final Map<String, String> holders = new ConcurrentHashMap<>();
    private final Set<String> heldTwice = ConcurrentHashMap.newKeySet();

    @BeforeEach
    void emptyQueue() {
        Db.empty();
    }

    @Test
    void packetsOfAUserAreLeasedInOrderOneAtATime() throws Exception {
        work(1);

        assertThat(heldTwice).as("users with packets held by two consumers").isEmpty();
        assertThat(Db.number("SELECT count(*) FROM bucket.packet_history")).isEqualTo(USERS * PACKETS_EACH);
        assertThat(Db.rows("""
                        SELECT packet_id FROM (
                          SELECT p.packet_id, h.seq, h.processed_at, p.subject,
                                 lag(h.processed_at) OVER (PARTITION BY p.subject ORDER BY h.seq) AS before
                          FROM bucket.packet_history h JOIN bucket.packet p USING (seq)) done
                        WHERE before > processed_at"""))
                .as("packets done before an older one of their user")
                .isEmpty();
    }

    @Test
    void atMostOnePacketOfAUserIsLeasedWhileSeveralPagesSend() throws Exception {
        work(6);

        assertThat(heldTwice).as("users with packets held by two consumers").isEmpty();
        assertThat(Db.number("SELECT count(*) FROM bucket.packet_history")).isEqualTo(USERS * PACKETS_EACH);
    }

    private void work(int pages) throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> all = new ArrayList<>();
            for (int user = 0; user < USERS; user++) {
                String name = "orderly-" + user;
                for (int page = 0; page < pages; page++) {
                    int from = page;
                    all.add(threads.submit(() -> send(name, from, pages)));
                }
            }
            for (int i = 0; i < CONSUMERS; i++) {
                all.add(threads.submit(this::consume));
            }
            for (Future<?> one : all) {
                one.get();
            }
        }
    }

    private void send(String user, int from, int step) {
        for (int i = from; i < PACKETS_EACH; i += step) {
            String id = "\"packet_id\":\"%s-%03d\"".formatted(user, i);
            assertThat(Api.post(Api.BUCKET + "/ingest", Packets.learner(user, id))
                            .isOk())
                    .isTrue();
        }
    }

    private void consume() {
        while (true) {
            Api.Reply lease = Api.post(
                    "/api/v1/leases", "{\"limit\":5,\"order\":\"user\",\"lease_seconds\":60,\"wait_seconds\":2}");
            JsonNode packets = lease.body().path("packets");
            if (packets.isEmpty()) {
                return;
            }
            packets.forEach(packet -> take(packet.path("user_id").textValue(), packet));
            packets.forEach(packet -> holders.remove(packet.path("user_id").textValue()));
            Api.settle(lease, true);
        }
    }

    private void take(String user, JsonNode packet) {
        if (holders.put(user, packet.path("packet_id").textValue()) != null) {
            heldTwice.add(user);
        }
    }
}
