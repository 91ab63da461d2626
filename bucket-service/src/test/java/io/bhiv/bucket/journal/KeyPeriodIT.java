package io.bhiv.bucket.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.bucket.Api;
import io.bhiv.bucket.Backends;
import io.bhiv.bucket.Db;
import io.bhiv.bucket.OneService;
import io.bhiv.bucket.Packets;
import io.bhiv.bucket.packet.Packet;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An id counts once, also where its packet comes again in the next period of keys. */
@QuarkusTest
@Backends
@TestProfile(OneService.class)
class KeyPeriodIT {

    /** The first moment of a period. */
    private static final Instant CHANGE = Instant.ofEpochSecond(690 * 2_592_000L);

    @Inject
    Pool pool;

    @BeforeEach
    void emptyQueue() {
        Db.empty();
    }

    @Test
    void idOfThePeriodBeforeIsADuplicateOrAConflict() {
        String packet = Packets.learner("u", "\"packet_id\":\"twice\"");
        Api.Reply first = Api.post(Api.BUCKET + "/ingest", packet);
        moveKeysToThePeriodBefore();

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
    void aroundAChangeBatchesAreStoredOneAfterTheOther() {
        PacketStore store = new PacketStore(pool, Clock.fixed(CHANGE, ZoneOffset.UTC));
        Packet packet = new Packet("change", "u", Packet.Family.LEARNING, "{\"user_id\":\"u\"}", "digest", true);
        List<Uni<List<Stored>>> batches = IntStream.range(0, 15)
                .mapToObj(i -> store.insert(List.of(packet)))
                .toList();

        List<?> results = Uni.join().all(batches).andFailFast().await().atMost(Duration.ofSeconds(20));

        assertThat(results).filteredOn(one -> one.toString().contains("Fresh")).hasSize(1);
        assertThat(results)
                .filteredOn(one -> one.toString().contains("Duplicate"))
                .hasSize(14);
    }

    @Test
    void changeIsNoticedAMinuteBeforeAndAfter() {
        assertThat(PacketStore.isAroundAChange(CHANGE)).isTrue();
        assertThat(PacketStore.isAroundAChange(CHANGE.minusSeconds(59))).isTrue();
        assertThat(PacketStore.isAroundAChange(CHANGE.plusSeconds(59))).isTrue();
        assertThat(PacketStore.isAroundAChange(CHANGE.minusSeconds(61))).isFalse();
        assertThat(PacketStore.isAroundAChange(CHANGE.plusSeconds(61))).isFalse();
        assertThat(Db.text("SELECT (bucket.key_period('%s') AT TIME ZONE 'UTC')::date".formatted(CHANGE)))
                .isEqualTo(KeyPeriod.of(CHANGE).toString());
        assertThat(Db.text(
                        "SELECT (bucket.key_period('%s') AT TIME ZONE 'UTC')::date".formatted(CHANGE.minusSeconds(1))))
                .isEqualTo(KeyPeriod.of(CHANGE.minusSeconds(1)).toString());
    }

    private static void moveKeysToThePeriodBefore() {
        Db.run("""
                DO $$ DECLARE p timestamptz := bucket.key_period(now()) - interval '720 hours';
                BEGIN EXECUTE format('CREATE TABLE IF NOT EXISTS bucket.packet_key_%s PARTITION OF bucket.packet_key'
                    || ' FOR VALUES FROM (%L) TO (%L)', to_char(p AT TIME ZONE 'UTC', 'YYYYMMDD'), p, p + interval '24 hours');
                END $$""", "UPDATE bucket.packet_key SET period = bucket.key_period(now()) - interval '720 hours'");
    }
}
