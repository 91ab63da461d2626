package io.bhiv.core.relay;

import io.bhiv.core.identity.Update;
import io.bhiv.core.publish.PendingUpdates;
import io.bhiv.core.publish.UpdateMessage;
import io.bhiv.kit.kafka.RecordSender;
import io.bhiv.kit.loop.Step;
import io.bhiv.kit.outbox.OutboxRelay;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Puts updates on Kafka.
 *
 * <p>What was just committed is sent from memory in commit order, one batch at a time; what is committed meanwhile becomes the
 * next batch. When a send fails, or the queue is full, the queue is bypassed and everything is left to the sweeper, which takes the
 * oldest first; the queue is used again once the sweeper finds nothing due. So order within a session also holds across an outage.
 *
 * <p>Guarantee: at least once, always under the same id. The queue is an optimisation; the pending list is the truth.
 */
@ApplicationScoped
public class UpdateRelay {

    private static final int AT_ONCE = 500;
    private static final long BYTES_AT_ONCE = 4 << 20;

    /** Longer than the time limits of Kafka and the database. */
    private static final Duration TURN = Duration.ofSeconds(60);

    private final PendingUpdates pending;
    private final RecordSender sender;
    private final Pace pace;
    private final OutboxRelay<Update> relay;
    private final UpdateQueue queue = new UpdateQueue(50_000, 32 << 20);
    private final AtomicBoolean publishing = new AtomicBoolean();
    private volatile boolean direct = true;

    UpdateRelay(PendingUpdates pending, RecordSender sender, Pace pace) {
        this.pending = pending;
        this.sender = sender;
        this.pace = pace;
        this.relay = new OutboxRelay<>(pending, UpdateMessage::of, sender, AT_ONCE);
    }

    /** Takes a batch that was just committed; returns at once. */
    public void publish(List<Update> committed) {
        if (direct && queue.offer(committed)) {
            publishWaiting();
        } else {
            leaveToSweeper(committed);
        }
    }

    private void publishWaiting() {
        if (publishing.compareAndSet(false, true)) {
            publishNext();
        }
    }

    private void publishNext() {
        List<Update> batch = queue.take(AT_ONCE, BYTES_AT_ONCE);
        if (batch.isEmpty()) {
            publishing.set(false);
            // An update may have been queued between the poll and the flag reset.
            if (!queue.isEmpty()) {
                publishWaiting();
            }
            return;
        }
        sendDirectly(batch).subscribe().with(done -> publishNext(), failure -> {
            failed(batch, failure);
            publishNext();
        });
    }

    /** What was queued while direct sending ended must not overtake what the sweeper was just given. */
    private Uni<Void> sendDirectly(List<Update> batch) {
        return direct ? Uni.createFrom().deferred(() -> send(batch)) : pending.release(ids(batch));
    }

    private Uni<Void> send(List<Update> batch) {
        return sender.send(batch.stream().map(UpdateMessage::of).toList())
                .chain(() -> pending.markPublished(ids(batch)))
                .ifNoItem()
                .after(TURN)
                .fail()
                .chain(() -> pause(pace.pauseAfter(batch.size())));
    }

    /** One turn of the sweeper. */
    Uni<Step> sweep() {
        boolean brokerAnswers = sender.breaker().retryAfter().isZero();
        return relay.turn()
                .call(found -> pause(found == Step.MORE ? pace.pauseAfter(AT_ONCE) : Duration.ZERO))
                .invoke(found -> {
                    if (found == Step.IDLE && brokerAnswers && !direct) {
                        sendDirectlyAgain();
                    }
                });
    }

    private static Uni<Void> pause(Duration pause) {
        Uni<Void> now = Uni.createFrom().voidItem();
        return pause.isZero() ? now : now.onItem().delayIt().by(pause);
    }

    private void sendDirectlyAgain() {
        direct = true;
        Log.info("Updates are sent to Kafka right after the commit again");
    }

    private void failed(List<Update> batch, Throwable failure) {
        if (direct) {
            Log.warnf(
                    "Kafka did not take updates; they wait in the journal [cause=%s]",
                    failure.getClass().getSimpleName());
        }
        leaveToSweeper(batch);
    }

    /** Together with everything queued behind them: the sweeper must not overtake what was committed before. */
    private void leaveToSweeper(List<Update> updates) {
        direct = false;
        release(queue.take(Integer.MAX_VALUE, Long.MAX_VALUE));
        release(updates);
    }

    /** A failed release is harmless: the updates become due when their grace period ends. */
    private void release(List<Update> updates) {
        if (!updates.isEmpty()) {
            pending.release(ids(updates))
                    .subscribe()
                    .with(done -> {}, failure -> Log.debug("Release postponed", failure));
        }
    }

    private static List<UUID> ids(List<Update> batch) {
        return batch.stream().map(Update::id).toList();
    }
}
