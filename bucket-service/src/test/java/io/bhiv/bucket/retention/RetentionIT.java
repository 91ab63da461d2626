package io.bhiv.bucket.retention;

import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.bucket.Api;
import io.bhiv.bucket.Backends;
import io.bhiv.bucket.Db;
import io.bhiv.bucket.OneService;
import io.bhiv.kit.partition.DayPartitions;
import io.bhiv.rules.FixedFault;
import io.bhiv.rules.FixedFault.Area;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Days are created and dropped; what is still needed stays. The tests run retention themselves. */
@QuarkusTest
@Backends
@TestProfile(OneService.class)
class RetentionIT {

    @Inject
    Retention retention;

    @Inject
    RetentionConfig config;

    @Inject
    Pool pool;

    @BeforeEach
    void emptyQueue() {
        Db.empty();
    }

    @Test
    void dayPastItsRetentionIsDroppedWithItsKeys() {
        layDay(100, "old", false);
        Api.ingest("today", 1);
        keysAreWrittenSince(100);

        run();

        assertThat(partitionOf(100)).isZero();
        assertThat(Db.rows("SELECT packet_id FROM bucket.packet_key")).containsExactly("today-0");
        assertThat(Db.number("SELECT count(*) FROM bucket.packet")).isEqualTo(1);
    }

    @Test
    void dayThatHoldsALivePacketStaysUntilItIsDone() {
        layDay(50, "live", true);
        layDay(60, "gone", false);

        run();

        assertThat(partitionOf(60)).isZero();
        assertThat(partitionOf(50)).isEqualTo(1);

        Api.Reply lease = Api.lease(1, 60, 0);
        assertThat(Api.packetIds(lease)).containsExactly("live-1");
        Api.settle(lease, true);
        run();

        assertThat(partitionOf(50)).isZero();
    }

    @Test
    @FixedFault(
            area = Area.RETENTION,
            fault = "Retention dropped days with packets that had not reached Kafka",
            now = "A day is dropped only when nothing in it is live, dead or unpublished")
    void dayThatHoldsAnUnpublishedPacketStaysUntilItIsPublished() {
        Db.run("UPDATE bucket.relay_claim SET holder = gen_random_uuid(), until = now() + interval '1 hour'");
        layDay(70, "unpublished", false);
        Db.run("INSERT INTO bucket.packet_outbox (received_at, seqs, bytes)"
                + " SELECT received_at, ARRAY[seq], 10 FROM bucket.packet WHERE packet_id = 'unpublished-1'");

        run();
        assertThat(partitionOf(70)).isEqualTo(1);

        Db.run("UPDATE bucket.relay_claim SET until = now() - interval '1 second'");
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(Db.number("SELECT count(*) FROM bucket.packet_outbox"))
                        .isZero());
        run();
        assertThat(partitionOf(70)).isZero();
    }

    @Test
    @FixedFault(
            area = Area.RETENTION,
            fault = "Keys were deleted by thousands, which could not keep up above 1,000/s",
            now = "They lie in two tables that are rotated every 30 days, and the older one leaves by DROP")
    void keysAreDroppedWithTheLastOfTheirDays() {
        layDay(100, "old", false);
        layDay(20, "recent", false);
        keysAreWrittenSince(30);

        run();
        assertThat(Db.rows("SELECT packet_id FROM bucket.packet_key ORDER BY 1"))
                .as("too early")
                .containsExactly("old-1", "recent-1");

        keysAreWrittenSince(32);
        run();

        assertThat(Db.rows("SELECT packet_id FROM bucket.packet_key")).containsExactly("recent-1");
        assertThat(Db.rows(
                        "SELECT relname FROM pg_class WHERE relkind = 'r' AND relname LIKE 'packet_key%' ORDER BY 1"))
                .containsExactly("packet_key", "packet_key_before", "packet_key_now", "packet_key_since");
        run();
        assertThat(Db.rows("SELECT packet_id FROM bucket.packet_key_before"))
                .as("rotated once")
                .containsExactly("recent-1");
    }

    @Test
    void deadPacketsPastTheirRetentionAreDiscardedPieceByPiece() {
        Db.run(
                "INSERT INTO bucket.packet_dead (seq, received_at, subject, died_at, attempts, epoch, reasons, packet_id)"
                        + " SELECT n, now(), 'u', now() - CASE WHEN n > 25 THEN 1 ELSE 100 END * interval '1 day', 10, 10, '{}', 'dead-' || n"
                        + " FROM generate_series(1, 30) n");

        new Retention(pool, config, 10).turn().await().atMost(Duration.ofSeconds(20));

        assertThat(Db.rows("SELECT packet_id FROM bucket.packet_dead ORDER BY seq"))
                .containsExactly("dead-26", "dead-27", "dead-28", "dead-29", "dead-30");
        assertThat(Db.number("SELECT sum(discarded) FROM bucket.tally")).isEqualTo(25);
    }

    @ParameterizedTest
    @ValueSource(strings = {"packet", "packet_history"})
    void aDayIsMadeWhileAReaderHoldsTheTableOpen(String table) {
        pool.withTransaction(reader -> reader.query("SELECT count(*) FROM bucket." + table)
                        .execute()
                        .chain(() -> new DayPartitions(pool, "bucket", table).cover(List.of(LocalDate.of(2099, 1, 1)))))
                .await()
                .atMost(Duration.ofSeconds(20));

        assertThat(Db.number("SELECT count(*) FROM pg_class WHERE relname = '" + table + "_20990101'"))
                .isEqualTo(1);
    }

    @Test
    void daysAreCreatedAhead() {
        Awaitility.await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            assertThat(partitionOf(-7)).isEqualTo(1);
            assertThat(partitionOf(0)).isEqualTo(1);
        });
    }

    private static void keysAreWrittenSince(int daysAgo) {
        Db.run("UPDATE bucket.packet_key_since SET since = now() - %d * interval '1 day'".formatted(daysAgo));
    }

    private void run() {
        retention.turn().await().atMost(Duration.ofSeconds(20));
    }

    private static void layDay(int ago, String id, boolean live) {
        String day = "((now() AT TIME ZONE 'UTC')::date - %d)".formatted(ago);
        List<String> statements = new ArrayList<>(
                List.of("""
                DO $$ BEGIN EXECUTE format('CREATE TABLE bucket.packet_%%s PARTITION OF bucket.packet FOR VALUES FROM (%%L) TO (%%L)',
                    to_char(%1$s, 'YYYYMMDD'), %1$s::timestamp AT TIME ZONE 'UTC', (%1$s + 1)::timestamp AT TIME ZONE 'UTC'); END $$
                """.formatted(day), """
                INSERT INTO bucket.packet SELECT %1$s::timestamp AT TIME ZONE 'UTC', 1, '%2$s-1', 'u', '{"user_id":"u"}'
                """.formatted(day, id), """
                INSERT INTO bucket.packet_key_%2$s (packet_id, seq, received_at)
                SELECT packet_id, seq, received_at FROM bucket.packet WHERE packet_id = '%1$s-1'
                """.formatted(id, ago > 30 ? "before" : "now")));
        if (live) {
            statements.add("INSERT INTO bucket.packet_state (seq, received_at, subject, due_at)"
                    + " SELECT seq, received_at, subject, now() FROM bucket.packet WHERE packet_id = '" + id + "-1'");
        }
        Db.run(statements.toArray(String[]::new));
    }

    private static long partitionOf(int daysAgo) {
        return Db.number(("SELECT count(*) FROM pg_class WHERE relname = 'packet_'"
                        + " || to_char((now() AT TIME ZONE 'UTC')::date - (%d), 'YYYYMMDD')")
                .formatted(daysAgo));
    }
}
