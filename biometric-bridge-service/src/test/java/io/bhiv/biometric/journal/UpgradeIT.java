package io.bhiv.biometric.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.stage.testing.OwnDatabase;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Migrations of a database that holds deliveries: ids that were known stay known, and what a rule dropped stays visible. */
class UpgradeIT {

    private static final String BROUGHT = "11111111-1111-4111-8111-000000000001";
    private static final String CONTENT = "f2222222-2222-4222-8111-000000000001";

    private static final String DIRECT = "33333333-3333-4333-8111-000000000002";
    private static final String OTHER = "44444444-4444-4444-8111-000000000002";
    private static final String NEW = "55555555-5555-4555-8111-000000000003";

    /** Letter by letter. */
    private static final String APPEND_OF_AN_EARLIER_VERSION = """
            WITH incoming AS (
              SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[],
                                   $7::bigint[], $8::boolean[], $9::text[], $10::boolean[], $11::bytea[])
                AS i(event_id, content_id, provider, channel, delivery_id, request_reference,
                     ordering_ms, late, traceparent, direct, body)
            ), ids AS (
              SELECT event_id, bool_or(direct) AS direct FROM (
                SELECT event_id, direct FROM incoming
                UNION ALL
                SELECT content_id, false FROM incoming WHERE content_id <> event_id) both_ids
              GROUP BY event_id
            ), told AS (
              INSERT INTO biometric.delivery_seen AS s (event_id, received_at, direct)
              SELECT event_id, now(), direct FROM ids ORDER BY event_id
              ON CONFLICT (event_id) DO UPDATE SET direct = s.direct WHERE s.direct
              RETURNING event_id, direct, s.xmax = 0 AS fresh
            ), stored AS (
              INSERT INTO biometric.delivery (event_id, received_at, provider, channel, revision, delivery_id,
                                              request_reference, ordering_ms, late, traceparent, body)
              SELECT i.event_id, now(), i.provider, i.channel,
                     1 + (SELECT count(*) FROM biometric.delivery_seen s
                          WHERE s.event_id >= overlay(i.event_id::text placing '0000-000000000000' from 20)::uuid
                            AND s.event_id <= overlay(i.event_id::text placing 'ffff-ffffffffffff' from 20)::uuid),
                     i.delivery_id, i.request_reference, i.ordering_ms, i.late, i.traceparent, i.body
              FROM incoming i JOIN told ON told.event_id = i.event_id AND told.fresh
              WHERE i.direct OR i.content_id NOT IN (SELECT event_id FROM told WHERE direct)
              RETURNING event_id, received_at, revision
            ), queued AS (
              INSERT INTO biometric.outstanding (received_at, event_id, claimed_until)
              SELECT received_at, event_id, now() + $12::bigint * interval '1 millisecond' FROM stored
            )
            SELECT event_id, received_at, revision FROM stored
            """;

    @TempDir
    private Path older;

    private final OwnDatabase database = new OwnDatabase();

    UpgradeIT() throws SQLException {}

    @AfterEach
    void close() throws SQLException {
        database.close();
    }

    @Test
    void idsSoFarStayAndWhatWasDroppedIsKeptByDay() throws IOException, SQLException {
        migrate("filesystem:" + versionsUpTo(9));
        database.execute("DO $$ DECLARE today date := (now() AT TIME ZONE 'UTC')::date; BEGIN EXECUTE format("
                + "'CREATE TABLE biometric.delivery_%s PARTITION OF biometric.delivery FOR VALUES FROM (%L) TO (%L)',"
                + " to_char(today, 'YYYYMMDD'), today || ' 00:00:00+00', today + 1 || ' 00:00:00+00'); END $$");
        database.execute("INSERT INTO biometric.delivery_seen (event_id, received_at, direct, delivery) VALUES"
                + " ('%1$s', now(), true, '%2$s'), ('%2$s', now(), false, '%2$s')".formatted(CONTENT, BROUGHT));
        database.execute("INSERT INTO biometric.dropped VALUES"
                + " (now(), '%1$s', 'terra', 'unknown_type', 1, true),".formatted(BROUGHT)
                + " (now() - interval '400 days', '%1$s', 'terra', 'unknown_type', 1, true)".formatted(BROUGHT));

        migrate("classpath:db/migration");

        assertThat(database.text("SELECT count(*) FROM biometric.delivery_seen"))
                .isEqualTo("2");
        assertThat(database.text("SELECT biometric.identity('%s')::text || ' ' || biometric.identity('%s')"
                        .formatted(BROUGHT, CONTENT)))
                .isEqualTo(0x1111111111114111L + " " + 0xf222222222224222L);
        assertThat(database.text("SELECT count(*) FROM biometric.dropped"))
                .as("what is left of days that are kept")
                .isEqualTo("1");
    }

    @Test
    void theStatementOfAnEarlierVersionStoresWhatIsNewAndNothingElse() throws SQLException {
        migrate("classpath:db/migration");
        database.execute("PREPARE append (uuid[], uuid[], text[], text[], text[], text[], bigint[], boolean[], text[],"
                + " boolean[], bytea[], bigint) AS " + APPEND_OF_AN_EARLIER_VERSION);
        database.execute(
                "INSERT INTO biometric.delivery_key (key, event_id, identity, received_at, period, direct) VALUES"
                        + " ('%1$s', '%2$s', biometric.identity('%2$s'), now(), biometric.key_period(now()), false),"
                                .formatted(CONTENT, BROUGHT)
                        + " ('%1$s', '%1$s', biometric.identity('%1$s'), now(), biometric.key_period(now()), true)"
                                .formatted(DIRECT));

        assertThat(stored(BROUGHT, CONTENT, false)).as("again").isZero();
        assertThat(stored(CONTENT, CONTENT, true)).as("by the other way").isZero();
        assertThat(stored(OTHER, DIRECT, false))
                .as("a webhook of what came directly")
                .isZero();
        assertThat(stored(NEW, NEW, false)).as("new").isOne();
        assertThat(stored(NEW, NEW, false)).as("its own").isZero();
    }

    private int stored(String eventId, String contentId, boolean direct) throws SQLException {
        return growth("SELECT count(*) FROM biometric.delivery", """
                EXECUTE append ('{%s}', '{%s}', '{terra}', '{WEBHOOK_INLINE}', '{NULL}', '{NULL}', '{NULL}', '{false}', '{NULL}',
                                '{%s}', '{"{}"}', 0)""".formatted(eventId, contentId, direct));
    }

    /** Without the callback, which knows the newest tables only. */
    private Path versionsUpTo(int last) throws IOException {
        for (int version = 1; version <= last; version++) {
            String name = "V" + version + "__*.sql";
            try (DirectoryStream<Path> found =
                    Files.newDirectoryStream(Path.of("src/main/resources/db/migration"), name)) {
                for (Path migration : found) {
                    Files.copy(migration, older.resolve(migration.getFileName()));
                }
            }
        }
        return older;
    }

    private void migrate(String location) {
        Flyway.configure()
                .dataSource(database.dataSource())
                .schemas("biometric")
                .defaultSchema("biometric")
                .locations(location)
                .load()
                .migrate();
    }

    /** How much a number has grown. */
    private int growth(String number, String change) throws SQLException {
        int before = Integer.parseInt(database.text(number));
        database.execute(change);
        return Integer.parseInt(database.text(number)) - before;
    }
}
