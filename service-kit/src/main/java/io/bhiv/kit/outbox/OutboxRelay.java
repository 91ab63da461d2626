package io.bhiv.kit.outbox;

import io.bhiv.kit.kafka.RecordSender;
import io.bhiv.kit.loop.Step;
import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Moves rows from an {@link Outbox} to Kafka: claim, send, mark. One {@link #turn()} is one batch; a background loop
 * turns it, and whoever commits a row nudges that loop.
 *
 * <p>Guarantee: at least once. A crash between the acknowledgement and the mark sends a row again, under the same event
 * id. Rows of one batch whose sending failed are released alone; the others are marked.
 */
public final class OutboxRelay<R> {

    private final Outbox<R> outbox;
    private final Function<R, ProducerRecord<String, byte[]>> toRecord;
    private final RecordSender sender;
    private final int batch;

    public OutboxRelay(
            Outbox<R> outbox, Function<R, ProducerRecord<String, byte[]>> toRecord, RecordSender sender, int batch) {
        this.outbox = outbox;
        this.toRecord = toRecord;
        this.sender = sender;
        this.batch = batch;
    }

    /** Moves one batch. Claims nothing while the breaker is open: rows wait in the table, not under a claim. */
    public Uni<Step> turn() {
        if (!sender.breaker().retryAfter().isZero()) {
            return Uni.createFrom().item(Step.IDLE);
        }
        return outbox.claim(batch)
                .chain(rows -> rows.isEmpty() ? Uni.createFrom().item(Step.IDLE) : move(rows));
    }

    private Uni<Step> move(List<R> rows) {
        return sendAll(rows).chain(sent -> settle(rows, sent));
    }

    private Uni<List<Boolean>> sendAll(List<R> rows) {
        List<CompletableFuture<Boolean>> outcomes = new ArrayList<>(rows.size());
        for (R row : rows) {
            outcomes.add(sender.send(toRecord.apply(row))
                    .subscribeAsCompletionStage()
                    .handle((done, failure) -> failure == null));
        }
        return Uni.createFrom()
                .completionStage(CompletableFuture.allOf(outcomes.toArray(CompletableFuture[]::new)))
                .map(ignored -> outcomes.stream().map(CompletableFuture::join).toList());
    }

    private Uni<Step> settle(List<R> rows, List<Boolean> sent) {
        List<R> published = new ArrayList<>(rows.size());
        List<R> unsent = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            (sent.get(i) ? published : unsent).add(rows.get(i));
        }
        Step found = unsent.isEmpty() && rows.size() == batch ? Step.MORE : Step.IDLE;
        return mark(published).chain(() -> release(unsent)).replaceWith(found);
    }

    private Uni<Void> mark(List<R> rows) {
        return rows.isEmpty() ? Uni.createFrom().voidItem() : outbox.markPublished(rows);
    }

    private Uni<Void> release(List<R> rows) {
        return rows.isEmpty() ? Uni.createFrom().voidItem() : outbox.release(rows);
    }
}
