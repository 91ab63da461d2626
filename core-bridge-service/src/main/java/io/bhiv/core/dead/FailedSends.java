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
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Appends deliveries that failed for good to {@code data/failed_core_sends.log}: one JSON line each, with fsync.
 *
 * <p>Guarantee: at least one line per failure. A row is marked only after its line is on the disk, so a full disk or a
 * crash delays a line (and may repeat it) but loses none; the row itself is on the replay list all the while.
 */
@ApplicationScoped
class FailedSends {

    private static final int AT_ONCE = 100;
    private static final RotationPolicy ROTATION = new RotationPolicy(64L << 20, Duration.ofDays(3650), 16);

    /** Roughly; one payload may have 1 MiB. */
    private static final int BYTES_AT_ONCE = 4 << 20;

    private static final String UNLOGGED = """
        SELECT * FROM (
            SELECT delivery_id, kind, outcome, attempts, finished_at, payload,
                COALESCE(sum(octet_length(payload)) OVER (
                    ORDER BY finished_at, delivery_id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS before
            FROM (SELECT * FROM core.delivery WHERE NOT logged ORDER BY finished_at, delivery_id LIMIT %d) AS oldest
        ) AS sized WHERE before < %d
        """.formatted(AT_ONCE, BYTES_AT_ONCE);

    private static final String LOGGED = "UPDATE core.delivery SET logged = true WHERE delivery_id = ANY ($1)";

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
            ByteArrayOutputStream lines = new ByteArrayOutputStream();
            rows.forEach(row -> {
                ids.add(row.getUUID("delivery_id"));
                addLine(lines, row);
            });
            return ids.isEmpty() ? Uni.createFrom().item(Step.IDLE) : append(ids, lines.toByteArray());
        });
    }

    private Uni<Step> append(List<UUID> ids, byte[] lines) {
        return Uni.createFrom()
                .item(() -> appendNow(lines))
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                .chain(() -> pool.preparedQuery(LOGGED).execute(Tuple.of(ids.toArray(UUID[]::new))))
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
