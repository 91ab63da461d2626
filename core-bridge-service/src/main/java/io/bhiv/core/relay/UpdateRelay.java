package io.bhiv.core.relay;

import io.bhiv.core.identity.ReceivedUpdate;
import io.bhiv.core.journal.Journalled;
import io.bhiv.core.publish.JournalledRecord;
import io.bhiv.core.publish.PendingUpdates;
import io.bhiv.core.publish.UpdateMessage;
import io.bhiv.kit.kafka.RecordSender;
import io.bhiv.kit.loop.Step;
import io.bhiv.kit.outbox.OutboxRelay;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Puts updates on Kafka.
 *
 * <p>In fair weather what was just committed goes straight on, in commit order, one batch at a time: what arrives meanwhile
 * becomes the next. When a send fails, or too much waits, the short cut closes and everything is left to the sweeper,
 * which takes the oldest first; the short cut opens again once the sweeper finds nothing due. So order within a session
 * also holds across an outage.
 *
 * <p>Guarantee: at least once, always under the same id. The short cut is an optimisation; the pending list is the truth.
 */
@ApplicationScoped
public class UpdateRelay {

    private static final int AT_ONCE = 500;
    private static final long BYTES_AT_ONCE = 4 << 20;

    /** Longer than Kafka and the database need to say no by themselves. */
    private static final Duration TURN = Duration.ofSeconds(60);

    private final PendingUpdates pending;
    private final RecordSender sender;
    private final Pace pace;
    private final OutboxRelay<JournalledRecord> relay;
    private final UpdateQueue queue = new UpdateQueue(50_000, 32 << 20);
    private final AtomicBoolean publishing = new AtomicBoolean();
    private volatile boolean shortCut = true;

    UpdateRelay(PendingUpdates pending, RecordSender sender, Pace pace) {
        this.pending = pending;
        this.sender = sender;
        this.pace = pace;
        this.relay = new OutboxRelay<>(pending, UpdateMessage::of, sender, AT_ONCE);
    }

    /** Takes a batch that was just committed; returns at once. */
    void publish(@Observes Journalled journalled) {
        if (shortCut && queue.offer(journalled.updates())) {
            publishWaiting();
        } else {
            leaveToSweeper(journalled.updates());
        }
    }

    private void publishWaiting() {
        if (publishing.compareAndSet(false, true)) {
            publishNext();
        }
    }

    private void publishNext() {
        List<ReceivedUpdate> batch = queue.take(AT_ONCE, BYTES_AT_ONCE);
        if (batch.isEmpty()) {
            publishing.set(false);
            // Somebody may have come between the look and the word.
            if (!queue.isEmpty()) {
                publishWaiting();
            }
            return;
        }
        straightOn(batch).subscribe().with(done -> publishNext(), failure -> {
            failed(batch, failure);
            publishNext();
        });
    }

    /** What came in as the short cut closed stays behind what the sweeper was just given. */
    private Uni<Void> straightOn(List<ReceivedUpdate> batch) {
        return shortCut ? Uni.createFrom().deferred(() -> send(batch)) : pending.release(ids(batch));
    }

    private Uni<Void> send(List<ReceivedUpdate> batch) {
        var messages = batch.stream()
                .map(update -> UpdateMessage.of(new JournalledRecord(update.id(), update.sessionId(), update.record())))
                .toList();
        return sender.send(messages)
                .chain(() -> pending.markPublished(ids(batch)))
                .ifNoItem()
                .after(TURN)
                .fail()
                .chain(() -> resting(pace.restAfter(batch.size())));
    }

    /** One turn of the sweeper. */
    Uni<Step> sweep() {
        boolean brokerAnswers = sender.breaker().retryAfter().isZero();
        return relay.turn()
                .call(found -> resting(found == Step.MORE ? pace.restAfter(AT_ONCE) : Duration.ZERO))
                .invoke(found -> {
                    if (found == Step.IDLE && brokerAnswers && !shortCut) {
                        reopen();
                    }
                });
    }

    private static Uni<Void> resting(Duration rest) {
        Uni<Void> rested = Uni.createFrom().voidItem();
        return rest.isZero() ? rested : rested.onItem().delayIt().by(rest);
    }

    private void reopen() {
        shortCut = true;
        Log.info("Updates go straight to Kafka again");
    }

    private void failed(List<ReceivedUpdate> batch, Throwable failure) {
        if (shortCut) {
            Log.warnf(
                    "Updates wait in the journal because Kafka did not take them [cause=%s]",
                    failure.getClass().getSimpleName());
        }
        leaveToSweeper(batch);
    }

    /** With everything that waits behind them: the sweeper must not overtake what was committed before. */
    private void leaveToSweeper(List<ReceivedUpdate> updates) {
        shortCut = false;
        release(queue.take(Integer.MAX_VALUE, Long.MAX_VALUE));
        release(updates);
    }

    /** One that fails is harmless: the updates become due by themselves when their grace is over. */
    private void release(List<ReceivedUpdate> updates) {
        if (!updates.isEmpty()) {
            pending.release(ids(updates))
                    .subscribe()
                    .with(done -> {}, failure -> Log.debug("Release postponed", failure));
        }
    }

    private static List<UUID> ids(List<ReceivedUpdate> batch) {
        return batch.stream().map(ReceivedUpdate::id).toList();
    }
}
