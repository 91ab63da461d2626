package io.bhiv.core.dead;

import io.bhiv.core.deliver.DeliveryConfig;
import io.bhiv.kit.json.JsonText;
import io.bhiv.kit.lines.RotatingFile;
import io.bhiv.kit.lines.RotationPolicy;
import io.bhiv.kit.loop.Housekeeping;
import io.bhiv.kit.loop.LoopSettings;
import io.bhiv.kit.loop.Step;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Appends deliveries that failed for good to {@code data/failed_core_sends.log}: one JSON line each, with fsync.
 *
 * <p>Guarantee: at least one line per failure. A row is marked only after its line is on the disk, so a full disk or a
 * crash delays a line (and may repeat it) but loses none. Meanwhile the row itself is on the replay list, or the delivery was sent again
 * and the failure is in {@code core.unlogged_failure}.
 */
@ApplicationScoped
class FailedSends {

    private static final int AT_ONCE = 100;
    private static final RotationPolicy ROTATION = new RotationPolicy(64L << 20, Duration.ofDays(3650), 16);

    /** Roughly; one payload may have 1 MiB. */
    private static final int BYTES_AT_ONCE = 4 << 20;

    private static final String COLUMNS = "delivery_id, kind, outcome, attempts, finished_at, payload";

    private static final String UNLOGGED = """
        SELECT * FROM (
            SELECT *, COALESCE(sum(octet_length(payload)) OVER (
                    ORDER BY finished_at, delivery_id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS before
            FROM (
                (SELECT %1$s FROM core.delivery WHERE NOT logged ORDER BY finished_at, delivery_id LIMIT %2$d)
                UNION ALL
                (SELECT %1$s FROM core.unlogged_failure ORDER BY finished_at, delivery_id LIMIT %2$d)
            ) AS oldest
        ) AS sized WHERE before < %3$d
        """.formatted(COLUMNS, AT_ONCE, BYTES_AT_ONCE);

    /** By its time, too: a delivery may have been sent again and failed again since its line was written. */
    private static final String LOGGED = """
        WITH written AS (
            SELECT * FROM unnest($1::uuid[], $2::timestamptz[]) AS t (delivery_id, finished_at)
        ), sent_again AS (
            DELETE FROM core.unlogged_failure u USING written w
            WHERE u.delivery_id = w.delivery_id AND u.finished_at = w.finished_at
        )
        UPDATE core.delivery d SET logged = true FROM written w
        WHERE d.delivery_id = w.delivery_id AND d.finished_at = w.finished_at
        """;

    private final Pool pool;
    private final RotatingFile file;

    FailedSends(Pool pool, DeliveryConfig config, Clock clock) {
        this.pool = pool;
        this.file = new RotatingFile(config.failedSends(), ROTATION, clock);
    }

    void begin(@Observes StartupEvent started, Housekeeping housekeeping) {
        housekeeping.start(
                "core-failed-sends-file", new LoopSettings(Duration.ofSeconds(1), Duration.ofSeconds(20)), this::write);
    }

    /** One turn: writes what is not yet written. */
    Uni<Step> write() {
        return pool.preparedQuery(UNLOGGED).execute().chain(rows -> {
            List<UUID> ids = new ArrayList<>();
            List<OffsetDateTime> ends = new ArrayList<>();
            ByteArrayOutputStream lines = new ByteArrayOutputStream();
            rows.forEach(row -> {
                ids.add(row.getUUID("delivery_id"));
                ends.add(row.getOffsetDateTime("finished_at"));
                addLine(lines, row);
            });
            Tuple written = Tuple.of(ids.toArray(UUID[]::new), ends.toArray(OffsetDateTime[]::new));
            return ids.isEmpty() ? Uni.createFrom().item(Step.IDLE) : append(written, lines.toByteArray());
        });
    }

    private Uni<Step> append(Tuple written, byte[] lines) {
        return Uni.createFrom()
                .item(() -> appendNow(lines))
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                .chain(() -> pool.preparedQuery(LOGGED).execute(written))
                .replaceWith(Step.MORE);
    }

    /** Blocking; the loop has one turn at a time. */
    private int appendNow(byte[] lines) {
        try {
            file.append(ByteBuffer.wrap(lines), true);
            return lines.length;
        } catch (IOException full) {
            throw new UncheckedIOException("failed_core_sends.log cannot be written", full);
        }
    }

    private static void addLine(ByteArrayOutputStream lines, Row row) {
        String head = "{\"timestamp\":\"" + row.getOffsetDateTime("finished_at").toInstant() + "\",\"delivery_id\":\""
                + row.getUUID("delivery_id") + "\",\"kind\":\"" + row.getString("kind") + "\",\"attempts\":"
                + row.getShort("attempts") + ",\"reason\":\"" + JsonText.escaped(row.getString("outcome"))
                + "\",\"payload\":";
        lines.writeBytes(head.getBytes(StandardCharsets.UTF_8));
        // Payloads are JSON; line ends in them are only ever between tokens, where a space is equivalent.
        String payload = row.getBuffer("payload").toString(StandardCharsets.UTF_8);
        lines.writeBytes(payload.replace('\n', ' ').replace('\r', ' ').getBytes(StandardCharsets.UTF_8));
        lines.writeBytes("}\n".getBytes(StandardCharsets.UTF_8));
    }
}
