package io.bhiv.kit.outbox;

import io.bhiv.kit.kafka.RecordSender;
import io.bhiv.kit.loop.Step;
import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.jspecify.annotations.Nullable;

/**
 * Moves rows from an {@link Outbox} to Kafka: claim, send, mark. One {@link #turn()} is one batch; a background loop
 * turns it, and whoever commits a row nudges that loop.
 *
 * <p>Guarantee: at least once. A crash between the acknowledgement and the mark sends a row again, under the same event
 * id. Rows of one batch whose sending failed are released alone; the others are marked. A row that Kafka will never take,
 * because it is too large, does not hold up those behind it.
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

    /** How the sending of one row ended. */
    private enum Ending {
        SENT,
        UNSENT,
        TOO_LARGE
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
        return sendAll(rows).chain(endings -> settle(rows, endings));
    }

    private Uni<List<Ending>> sendAll(List<R> rows) {
        List<CompletableFuture<Ending>> endings = new ArrayList<>(rows.size());
        for (R row : rows) {
            endings.add(sender.send(toRecord.apply(row))
                    .subscribeAsCompletionStage()
                    .handle((done, failure) -> ending(failure)));
        }
        return Uni.createFrom()
                .completionStage(CompletableFuture.allOf(endings.toArray(CompletableFuture[]::new)))
                .map(ignored -> endings.stream().map(CompletableFuture::join).toList());
    }

    private static Ending ending(@Nullable Throwable failure) {
        return switch (failure) {
            case null -> Ending.SENT;
            case RecordTooLargeException tooLarge -> Ending.TOO_LARGE;
            default -> Ending.UNSENT;
        };
    }

    /** A claim may be smaller than the batch for reasons of its own, so only an empty one means that nothing is left. */
    private Uni<Step> settle(List<R> rows, List<Ending> endings) {
        List<R> unsent = ended(rows, endings, Ending.UNSENT);
        return unlessEmpty(ended(rows, endings, Ending.SENT), outbox::markPublished)
                .chain(() -> unlessEmpty(ended(rows, endings, Ending.TOO_LARGE), outbox::refused))
                .chain(() -> unlessEmpty(unsent, outbox::release))
                .replaceWith(unsent.isEmpty() ? Step.MORE : Step.IDLE);
    }

    private static <R> List<R> ended(List<R> rows, List<Ending> endings, Ending wanted) {
        List<R> found = new ArrayList<>(rows.size());
        for (int i = 0; i < rows.size(); i++) {
            if (endings.get(i) == wanted) {
                found.add(rows.get(i));
            }
        }
        return found;
    }

    private static <R> Uni<Void> unlessEmpty(List<R> rows, Function<List<R>, Uni<Void>> write) {
        return rows.isEmpty() ? Uni.createFrom().voidItem() : write.apply(rows);
    }
}
