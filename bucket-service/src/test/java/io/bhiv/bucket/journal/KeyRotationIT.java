package io.bhiv.bucket.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.bucket.Api;
import io.bhiv.bucket.Backends;
import io.bhiv.bucket.Db;
import io.bhiv.bucket.OneService;
import io.bhiv.bucket.Packets;
import io.bhiv.bucket.journal.PacketJournal.Stored;
import io.bhiv.bucket.packet.Packet;
import io.bhiv.kit.body.ByteBudget;
import io.bhiv.rules.FixedFault;
import io.bhiv.rules.FixedFault.Area;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An id counts once, also where its packet comes again after its key was rotated. */
@QuarkusTest
@Backends
@TestProfile(OneService.class)
class KeyRotationIT {

    @Inject
    Pool pool;

    @BeforeEach
    void emptyQueue() {
        Db.empty();
    }

    @Test
    void idFromBeforeARotationIsADuplicateOrAConflict() {
        String packet = Packets.learner("u", "\"packet_id\":\"twice\"");
        Api.Reply first = Api.post(Api.BUCKET + "/ingest", packet);
        rotate();

        Api.Reply second = Api.post(Api.BUCKET + "/ingest", packet);

        assertThat(second.body().path("duplicate").booleanValue()).isTrue();
        assertThat(second.body().path("received_at")).isEqualTo(first.body().path("received_at"));
        assertThat(Api.post(Api.BUCKET + "/ingest", Packets.learner("v", "\"packet_id\":\"twice\""))
                        .status())
                .isEqualTo(409);
        assertThat(Db.number("SELECT count(*) FROM bucket.packet")).isEqualTo(1);
        assertThat(Api.post(Api.BUCKET + "/packets/mark-processed", "{\"packet_id\":\"twice\",\"success\":true}")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void identicalPacketsAroundARotationAreStoredOnce() {
        PacketStore store = new PacketStore(pool, new ByteBudget(1L << 30, System::nanoTime));
        List<?> results = Multi.createFrom()
                .range(0, 300)
                .onItem()
                .transformToUni(i -> i == 150
                        ? Uni.createFrom()
                                .item(List.<Stored>of())
                                .onItem()
                                .invoke(KeyRotationIT::rotate)
                                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                        : store.insert(List.of(learner("change-" + i / 10))))
                .merge(10)
                .collect()
                .asList()
                .await()
                .atMost(Duration.ofSeconds(30));

        assertThat(results).filteredOn(one -> one.toString().contains("Fresh")).hasSize(30);
        assertThat(results)
                .filteredOn(one -> one.toString().contains("Duplicate"))
                .hasSize(299 - 30);
        assertThat(Db.number("SELECT count(*) FROM bucket.packet_key_before")).isPositive();
        assertThat(Db.number("SELECT count(*) FROM bucket.packet")).isEqualTo(30);
    }

    private static Packet learner(String id) {
        return new Packet(id, "u", Packet.Family.LEARNING, "{\"user_id\":\"u\"}", "digest", true);
    }

    @Test
    @FixedFault(
            area = Area.DEADLINES,
            fault = "a rotation of keys that waits for a reader stops intake until one of them is cancelled",
            now = "the rotation gives up after 200 ms and is tried again")
    void rotationBehindAReaderGivesUpSoon() throws SQLException {
        try (Connection reader = Db.connect();
                Statement statement = reader.createStatement()) {
            reader.setAutoCommit(false);
            statement.execute("SELECT count(*) FROM ONLY bucket.packet_key");

            assertThat(rotateOnce()).isFalse();
            assertThat(Api.post(Api.BUCKET + "/ingest", Packets.learner("u", "\"packet_id\":\"beside\""))
                            .status())
                    .isEqualTo(200);
        }
        assertThat(rotateOnce()).isTrue();
    }

    /** A rotation gives up when a statement stands in its way, as the housekeeping does until its next run. */
    private static void rotate() {
        Awaitility.await().until(KeyRotationIT::rotateOnce);
    }

    private static boolean rotateOnce() {
        try (Connection connection = Db.connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("UPDATE bucket.packet_key_since SET since = now() - interval '40 days'");
            boolean rotated;
            try (ResultSet row = statement.executeQuery("SELECT bucket.rotate_packet_keys(30)")) {
                rotated = row.next() && row.getBoolean(1);
            }
            connection.commit();
            return rotated;
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }
}
