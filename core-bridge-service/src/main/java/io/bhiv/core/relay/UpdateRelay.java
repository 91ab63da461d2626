package io.bhiv.core.relay;

import io.bhiv.core.identity.Update;
import io.bhiv.core.journal.UpdateJournal;
import io.bhiv.core.publish.PendingUpdates;
import io.bhiv.core.publish.UpdateMessage;
import io.bhiv.kit.kafka.RecordSender;
import io.bhiv.kit.kafka.TopicNeeded;
import io.bhiv.kit.loop.BackgroundLoops;
import io.bhiv.kit.loop.LoopSettings;
import io.bhiv.kit.loop.Step;
import io.bhiv.kit.relay.Relay;
import io.bhiv.kit.relay.RelayHandler;
import io.bhiv.kit.relay.RelaySettings;
import io.bhiv.model.topic.Topics;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;

/**
 * Puts updates on Kafka: what was just committed at once and in its order, what was left behind from the sweeper. Order within a
 * session also holds across an outage.
 *
 * <p>Guarantee: at least once, always under the same id. The queue is an optimisation; the pending list is the truth.
 */
@ApplicationScoped
public class UpdateRelay implements RelayHandler<Update> {

    private static final int AT_ONCE = 500;
    private static final long BYTES_AT_ONCE = 4 << 20;
    private static final int QUEUE = 50_000;
    private static final long QUEUE_BYTES = 32 << 20;
    /** Longer than the time limits of Kafka and the database. */
    private static final Duration LONGEST_BATCH = Duration.ofSeconds(60);

    private final PendingUpdates pending;
    private final UpdateJournal journal;
    private final RecordSender sender;
    private final Relay<Update> relay;

    UpdateRelay(
            PendingUpdates pending,
            UpdateJournal journal,
            RecordSender sender,
            RelayConfig config,
            MeterRegistry meters) {
        this.pending = pending;
        this.journal = journal;
        this.sender = sender;
        RelaySettings settings = new RelaySettings(
                "core-publish",
                AT_ONCE,
                BYTES_AT_ONCE,
                1,
                QUEUE,
                QUEUE_BYTES,
                config.yieldAbove(),
                Duration.ofSeconds(1),
                Duration.ofSeconds(30));
        this.relay = new Relay<>(settings.orderedAcrossOutages(), this, sender.breaker(), meters);
    }

    void begin(@Observes StartupEvent started, BackgroundLoops loops) {
        relay.start(loops);
        loops.start(
                "core-resend-overtaken",
                new LoopSettings(Duration.ofSeconds(30), Duration.ofSeconds(30)),
                () -> pending.resendOvertaken().map(UpdateRelay::logged));
    }

    void end(@Observes ShutdownEvent stopping) {
        relay.stop();
    }

    @Produces
    @Singleton
    static TopicNeeded updates() {
        return new TopicNeeded(Topics.CORE_UPDATES);
    }

    /** Takes a batch that was just committed; returns at once. */
    public void publish(List<Update> committed) {
        relay.offerInOrder(committed);
    }

    /** Handed over when it is acknowledged and marked: the next batch waits for both. */
    @Override
    public Uni<HandedOver> proceed(List<Update> batch, Executor lane) {
        return Uni.createFrom()
                .completionStage(
                        () -> sender.hand(batch.stream().map(UpdateMessage::of).toList()))
                .runSubscriptionOn(lane)
                .chain(() -> pending.markPublished(batch))
                .ifNoItem()
                .after(LONGEST_BATCH)
                .fail()
                .map(marked -> new HandedOver(Uni.createFrom().voidItem()));
    }

    @Override
    public Uni<Void> giveBack(Update update, Throwable failure) {
        return pending.failed(update, failure);
    }

    @Override
    public Uni<List<Update>> claim(int updates, long bytes) {
        return pending.claim(updates, bytes);
    }

    @Override
    public Uni<Void> release(List<Update> updates) {
        return pending.release(updates);
    }

    @Override
    public long weigh(Update update) {
        return update.weight();
    }

    @Override
    public int waitingToBeStored() {
        return journal.waiting();
    }

    private static Step logged(int resent) {
        if (resent > 0) {
            Log.warnf("Republished unconfirmed updates that later ones have overtaken [updates=%d]", resent);
        }
        return resent > 0 ? Step.MORE : Step.IDLE;
    }
}
