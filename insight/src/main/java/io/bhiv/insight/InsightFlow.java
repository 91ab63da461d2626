package io.bhiv.insight;

import io.bhiv.insight.ask.Services;
import io.bhiv.insight.consume.Tail;
import io.bhiv.insight.consume.TailHandler;
import io.bhiv.insight.evaluate.Picture;
import io.bhiv.insight.evaluate.Verdict;
import io.bhiv.insight.page.Broadcaster;
import io.bhiv.insight.picture.LivePicture;
import io.bhiv.insight.store.Archive;
import io.bhiv.insight.store.InsightStore;
import io.bhiv.kit.kafka.TopicNeeded;
import io.bhiv.kit.loop.BackgroundLoops;
import io.bhiv.kit.loop.Housekeeping;
import io.bhiv.kit.loop.LoopSettings;
import io.bhiv.kit.loop.Step;
import io.bhiv.kit.store.StoreFailure;
import io.bhiv.model.insight.InsightRecord;
import io.bhiv.model.insight.InsightReport;
import io.bhiv.model.topic.Topics;
import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.smallrye.mutiny.subscription.Cancellable;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The story: what the store kept fills the picture once → the tail of the topic is read → each record enters the picture and is
 * handed to the store → every few seconds the core bridge is asked for the updates that came last → once a second the picture is judged and
 * drawn for all viewers. A store that cannot be read at first is read
 * later, behind the tail; until then the page shows that its history is missing.
 */
@ApplicationScoped
public class InsightFlow implements TailHandler {

    private static final Duration RESTORE_LIMIT = Duration.ofSeconds(10);
    private static final Duration RESTORE_PAUSE = Duration.ofMillis(500);
    private static final int RESTORE_RETRIES = 4;
    private static final Duration LATER_LIMIT = Duration.ofMinutes(1);
    private static final int MOST_MINUTES = 30;
    private static final Duration LATER_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    private static final LoopSettings EVERY_SECOND =
            new LoopSettings(Duration.ofSeconds(1), Duration.ofSeconds(5), Duration.ofSeconds(1));

    /** Its rows are asked for, however many look: no record is sent for an update that went well. */
    private static final LoopSettings EVERY_FEW_SECONDS =
            new LoopSettings(Duration.ofSeconds(5), Duration.ofSeconds(10), Duration.ofSeconds(5));

    private final Tail tail;
    private final Archive archive;
    private final InsightStore store;
    private final Broadcaster broadcaster;
    private final Clock clock;
    private final LivePicture picture;
    private final Services services;
    private volatile Judged judged;
    private volatile @Nullable Cancellable reading;

    /** The picture of one second and what it means. */
    public record Judged(Picture picture, Verdict verdict) {

        private static final Duration CURRENT = Duration.ofSeconds(5);

        boolean isCurrent(Instant now) {
            return !picture.at().plus(CURRENT).isBefore(now);
        }
    }

    InsightFlow(
            Tail tail,
            Archive archive,
            InsightStore store,
            Broadcaster broadcaster,
            LivePicture picture,
            Services services,
            Clock clock) {
        this.tail = tail;
        this.archive = archive;
        this.store = store;
        this.broadcaster = broadcaster;
        this.picture = picture;
        this.services = services;
        this.clock = clock;
        this.judged = judge(Optional.empty());
    }

    void begin(@Observes StartupEvent started, BackgroundLoops loops, Housekeeping housekeeping) {
        archive.start(loops, housekeeping, reached -> picture.store(reached, clock.instant()));
        var _ = loops.start("insight-picture", EVERY_SECOND, this::draw);
        var _ = loops.start("insight-syncs", EVERY_FEW_SECONDS, this::readSyncs);
        store.restore(picture)
                .onFailure()
                .retry()
                .withBackOff(RESTORE_PAUSE, RESTORE_LIMIT)
                .atMost(RESTORE_RETRIES)
                .ifNoItem()
                .after(RESTORE_LIMIT)
                .fail()
                .subscribe()
                .with(newest -> tail.start(this, newest.orElse(Instant.EPOCH)), this::readLater);
    }

    private void readLater(Throwable failure) {
        Log.warnf("Could not load the history of the page, retrying [cause=%s]", StoreFailure.summary(failure));
        Instant known = clock.instant();
        picture.listensFrom(tail.from(known));
        tail.start(this, known);
        reading = untilRead(store, picture)
                .subscribe()
                .with(
                        _ -> Log.info("History of the page loaded"),
                        over -> Log.warnf(
                                "Gave up loading the history of the page [cause=%s]", StoreFailure.summary(over)));
    }

    /** Reads the history, however often it takes. Each try has more time, for a slow store would else never get to the end. */
    static Uni<Optional<Instant>> untilRead(InsightStore store, LivePicture picture) {
        AtomicInteger tries = new AtomicInteger();
        return Uni.createFrom()
                .deferred(() -> store.restore(picture)
                        .ifNoItem()
                        .after(LATER_LIMIT.multipliedBy(Math.min(tries.incrementAndGet(), MOST_MINUTES)))
                        .fail())
                .onFailure()
                .invoke(again -> Log.debugf("The history cannot be read yet [cause=%s]", StoreFailure.summary(again)))
                .onFailure()
                .retry()
                .withBackOff(LATER_PAUSE, LONGEST_PAUSE)
                .indefinitely();
    }

    void end(@Observes ShutdownEvent stopped) throws InterruptedException {
        Cancellable late = reading;
        if (late != null) {
            late.cancel();
        }
        tail.stop();
    }

    @Produces
    static TopicNeeded topic() {
        return new TopicNeeded(Topics.INSIGHT_FLOW);
    }

    @Override
    public void take(InsightRecord record, Instant seenAt) {
        if (picture.take(record, seenAt)) {
            archive.add(record);
        } else if (record instanceof InsightReport report) {
            picture.seen(report, seenAt);
        }
    }

    @Override
    public void unreadable() {
        picture.unreadable();
    }

    @Override
    public void reached(boolean answered) {
        picture.kafka(answered, clock.instant());
    }

    private Uni<Step> draw() {
        return Uni.createFrom()
                .item(() -> {
                    picture.unstored(archive.dropped());
                    judged = judge(Optional.of(judged.verdict()));
                    broadcaster.draw(judged.picture(), judged.verdict());
                    return Step.IDLE;
                })
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool());
    }

    private Uni<Step> readSyncs() {
        return services.syncs()
                .invoke(answer -> picture.syncs(answer, clock.instant()))
                .replaceWith(Step.IDLE);
    }

    private Judged judge(Optional<Verdict> before) {
        Picture now = picture.at(clock.instant());
        return new Judged(now, Verdict.of(now, before));
    }

    /** The last judged picture. Where no new one is taken any more, its verdict is that first. */
    public Judged judged() {
        Judged last = judged;
        Instant now = clock.instant();
        return last.isCurrent(now)
                ? last
                : new Judged(
                        last.picture(),
                        last.verdict().ofOldPicture(last.picture().at(), now));
    }

    /** Whether pictures are being taken. */
    public boolean isCurrent() {
        return judged.isCurrent(clock.instant());
    }
}
