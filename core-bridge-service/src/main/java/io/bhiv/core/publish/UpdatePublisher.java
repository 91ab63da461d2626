package io.bhiv.core.publish;

import io.bhiv.core.journal.Journalled;
import io.bhiv.core.journal.JournalledRecord;
import io.bhiv.core.journal.PendingUpdates;
import io.bhiv.core.journal.ReceivedUpdate;
import io.bhiv.kit.kafka.RecordSender;
import io.bhiv.kit.loop.Step;
import io.bhiv.kit.outbox.OutboxRelay;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Puts updates on Kafka.
 *
 * <p>In fair weather the batch that was just committed goes straight on, in commit order. When a send fails, or too much
 * is on its way, the short cut closes and everything is left to the sweeper, which takes the oldest first; the short cut
 * opens again once the sweeper finds nothing due. So order within a session also holds across an outage.
 *
 * <p>Guarantee: at least once, always under the same id. The short cut is an optimisation; the pending list is the truth.
 */
@ApplicationScoped
public class UpdatePublisher {

    /** Records handed over and not yet marked, at most. */
    private static final int ON_THE_WAY = 16_384;

    /** What these may weigh: they are held until they are marked, beside the producer's own buffer. */
    private static final long WEIGHT_ON_THE_WAY = 32L << 20;

    private static final int SWEEP = 500;

    private final PendingUpdates pending;
    private final RecordSender sender;
    private final OutboxRelay<JournalledRecord> relay;
    private final AtomicInteger onTheWay = new AtomicInteger();
    private final AtomicLong weightOnTheWay = new AtomicLong();
    private volatile boolean shortCut = true;

    UpdatePublisher(PendingUpdates pending, RecordSender sender) {
        this.pending = pending;
        this.sender = sender;
        this.relay = new OutboxRelay<>(pending, UpdateMessage::of, sender, SWEEP);
    }

    /** Takes a batch that was just committed; returns at once. */
    void publish(@Observes Journalled journalled) {
        List<ReceivedUpdate> batch = journalled.updates();
        List<UUID> ids = batch.stream().map(ReceivedUpdate::id).toList();
        if (!shortCut || onTheWay.get() > ON_THE_WAY || weightOnTheWay.get() > WEIGHT_ON_THE_WAY) {
            leaveToSweeper(ids);
            return;
        }
        long weight = batch.stream().mapToLong(ReceivedUpdate::weight).sum();
        onTheWay.addAndGet(ids.size());
        weightOnTheWay.addAndGet(weight);
        sender.send(batch.stream()
                        .map(update -> UpdateMessage.of(
                                new JournalledRecord(update.id(), update.sessionId(), update.record())))
                        .toList())
                .chain(() -> pending.markPublished(ids))
                .onTermination()
                .invoke(() -> {
                    onTheWay.addAndGet(-ids.size());
                    weightOnTheWay.addAndGet(-weight);
                })
                .subscribe()
                .with(done -> {}, failure -> failed(ids, failure));
    }

    /** One turn of the sweeper. */
    Uni<Step> sweep() {
        boolean brokerAnswers = sender.breaker().retryAfter().isZero();
        return relay.turn().invoke(found -> {
            if (found == Step.IDLE && brokerAnswers && !shortCut) {
                reopen();
            }
        });
    }

    private void reopen() {
        shortCut = true;
        Log.info("Updates go straight to Kafka again");
    }

    private void failed(List<UUID> ids, Throwable failure) {
        if (shortCut) {
            Log.warnf(
                    "Updates wait in the journal because Kafka did not take them [cause=%s]",
                    failure.getClass().getSimpleName());
        }
        leaveToSweeper(ids);
    }

    private void leaveToSweeper(List<UUID> ids) {
        shortCut = false;
        // A release that fails is harmless: the updates become due by themselves when their grace is over.
        pending.release(ids).subscribe().with(done -> {}, failure -> Log.debug("Release postponed", failure));
    }
}
