package io.bhiv.kit.outbox;

import io.smallrye.mutiny.Uni;
import java.util.List;

/**
 * Committed rows that still have to reach Kafka. The implementation is a table.
 *
 * @param <R> a claimed row
 */
public interface Outbox<R> {

    /**
     * Takes up to {@code limit} due rows for this replica ({@code FOR UPDATE SKIP LOCKED}, with a claim that lapses by the
     * database's clock), oldest first.
     */
    Uni<List<R>> claim(int limit);

    /** The brokers acknowledged these rows: they are done. Must be harmless for a row that is already done. */
    Uni<Void> markPublished(List<R> rows);

    /** These rows were not acknowledged: give the claim back so that they are tried again, later. */
    Uni<Void> release(List<R> rows);

    /** Kafka will never take these rows, because they are too large for it: put them where a person finds them. */
    Uni<Void> refused(List<R> rows);
}
