package io.bhiv.biometric.parked;

import io.bhiv.model.biometric.Provider;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Gives up parked deliveries of one reason, many at once: they wait no longer, and stay visible until their days are dropped. */
@ApplicationScoped
public class ParkedDiscards {

    private static final int AT_ONCE = 10_000;
    private static final int SAMPLE = 20;

    /** Parameters: reason, provider, start and end of the span, when they were parked at the latest. */
    private static final String CHOSEN = """
            SELECT event_id, received_at, parked_at FROM biometric.parked
            WHERE discarded_at IS NULL AND reason = $1 AND ($2::text IS NULL OR provider = $2)
              AND ($3::timestamptz IS NULL OR received_at >= $3) AND ($4::timestamptz IS NULL OR received_at < $4)
              AND ($5::timestamptz IS NULL OR parked_at <= $5)
            """;

    private static final String PREVIEW =
            "WITH chosen AS (" + CHOSEN + ") SELECT (SELECT count(*) FROM chosen) AS total,"
                    + " (SELECT max(parked_at) FROM chosen) AS parked_until,"
                    + " event_id FROM chosen ORDER BY received_at LIMIT " + SAMPLE;

    /** Parameters: in addition rows at most. */
    private static final String DISCARD = """
            WITH discarded AS (
              UPDATE biometric.parked SET discarded_at = now()
              WHERE event_id = ANY (ARRAY(SELECT event_id FROM (%s LIMIT $6 FOR UPDATE SKIP LOCKED) c))
              RETURNING received_at, provider
            ), tallied AS (
              INSERT INTO biometric.event_tally_delta (minute, intake, parked, dead)
              SELECT date_trunc('minute', received_at), provider, -count(*), count(*) FROM discarded GROUP BY 1, 2
            )
            SELECT provider, count(*) AS discarded FROM discarded GROUP BY provider
            """.formatted(CHOSEN);

    private final Pool pool;

    ParkedDiscards(Pool pool) {
        this.pool = pool;
    }

    /** How many would be given up, and the first of them. */
    public Uni<DiscardAnswer> preview(ParkReason reason, DiscardRequest request) {
        Tuple parameters = parameters(reason, request, request.parkedUntil());
        return pool.preparedQuery(PREVIEW).execute(parameters).map(rows -> {
            List<UUID> sample = new ArrayList<>();
            long total = 0;
            Instant parkedUntil = null;
            for (Row row : rows) {
                total = row.getLong("total");
                parkedUntil = row.getOffsetDateTime("parked_until").toInstant();
                sample.add(row.getUUID("event_id"));
            }
            return new DiscardAnswer(true, total, sample, parkedUntil);
        });
    }

    /**
     * Gives them up, a bounded number in each statement, and nothing that was parked after the last one that a preview saw; how many,
     * by provider, which is empty where it is not known any more.
     */
    public Uni<Map<String, Long>> discard(ParkReason reason, DiscardRequest request, DiscardAnswer previewed) {
        Instant until = previewed.parkedUntil();
        return until == null
                ? Uni.createFrom().item(Map.of())
                : discard(parameters(reason, request, until).addInteger(AT_ONCE), new HashMap<>());
    }

    private Uni<Map<String, Long>> discard(Tuple parameters, Map<String, Long> before) {
        return pool.preparedQuery(DISCARD).execute(parameters).chain(rows -> {
            long now = 0;
            for (Row row : rows) {
                before.merge(row.getString("provider"), row.getLong("discarded"), Long::sum);
                now += row.getLong("discarded");
            }
            return now < AT_ONCE ? Uni.createFrom().item(before) : discard(parameters, before);
        });
    }

    private static Tuple parameters(ParkReason reason, DiscardRequest request, @Nullable Instant parkedUntil) {
        Provider provider = request.provider();
        return Tuple.of(
                reason.wireName(),
                provider == null ? null : provider.wireName(),
                time(request.from()),
                time(request.to()),
                time(parkedUntil));
    }

    private static @Nullable OffsetDateTime time(@Nullable Instant instant) {
        return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
    }
}
