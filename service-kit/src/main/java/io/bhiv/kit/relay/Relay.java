package io.bhiv.kit.relay;

import io.bhiv.kit.call.BreakerView;
import io.bhiv.kit.kafka.BrokerUnavailable;
import io.bhiv.kit.loop.BackgroundLoop;
import io.bhiv.kit.loop.BackgroundLoops;
import io.bhiv.kit.loop.LoopSettings;
import io.bhiv.kit.loop.Step;
import io.bhiv.kit.store.StoreFailure;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;

/**
 * Drives committed rows through the second half of a service, right after their commit and again from the sweeper.
 *
 * <p>How a service adopts it:
 * <ol>
 *   <li>The pipeline implements {@link RelayHandler}: {@code proceed} is its second half, {@code claim} its journal's claim
 *       ({@code FOR UPDATE SKIP LOCKED}, by the database's clock).
 *   <li>A bean of the package {@code relay} makes one {@code Relay} with its settings, calls {@link #start} at start-up and
 *       {@link #stop} when the container begins to stop.
 *   <li>Before the insert, the journal asks {@link #hasRoomFor}. With room it stores the rows claimed by this process, and
 *       after the commit the pipeline calls {@link #offer}; without room it stores them unclaimed, for any sweeper. A
 *       service that stores no claims calls {@link #nudge} after the commit instead: the sweeper then looks at once.
 * </ol>
 *
 * <p>A row that was begun several times without an end is a suspect: it may have crashed the process. The relay then drains
 * everything else, takes suspects one by one with nothing beside them in memory, and continues as usual.
 *
 * <p>Batches go one after the other up to the hand-over, so that the items of one key keep their order; they settle side by
 * side. With {@link RelaySettings#inOrder} that holds across an outage, too: a failure closes the short cut, so that nothing that
 * is committed now overtakes what was left to the sweeper, and the sweeper opens it when it finds nothing due. One thread of
 * its own runs the handler's CPU work: it must neither block an event loop nor be starved by one.
 */
public final class Relay<T> {

    private static final Duration LONGEST_WITHOUT_LOOK = Duration.ofSeconds(10);

    /** Batches in one statement, which is to end within its time. */
    private static final int RELEASED_AT_ONCE = 10;

    /** How long the end of the service waits for what is in memory, and then for the release of the rest. */
    private static final Duration LAST_BATCHES = Duration.ofSeconds(2);

    private static final Duration LAST_RELEASE = Duration.ofSeconds(1);

    private final RelaySettings settings;
    private final RelayHandler<T> handler;
    private final BreakerView breaker;
    private final RelayQueue<T> queue;
    private final Pace pace;
    private final ExecutorService lane;
    /** Batches that go first: parts of one that failed because of one of its items, and suspects. */
    private final Deque<List<T>> first = new ConcurrentLinkedDeque<>();

    /**
     * Suspects whose release failed, against which an end of this process would count; and where order is kept all that is left to the
     * sweeper. It alone releases, before it claims: a claim beside a release could see the younger items and not the older ones.
     */
    private final Unreleased<T> unreleased;

    private final AtomicBoolean busy = new AtomicBoolean();
    /** Guarded by the queue. False from a failure until the sweeper finds nothing due, where order is kept. */
    private boolean shortCut = true;

    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicLong bytesInFlight = new AtomicLong();
    /** When the last batch began; written under {@code busy}. */
    private volatile long begun = System.nanoTime() - TimeUnit.SECONDS.toNanos(1);

    /** Nothing more is taken; what is in memory is still handed over. */
    private volatile boolean stopping;

    private final CompletableFuture<Void> idle = new CompletableFuture<>();

    /** The handler may be gone already: it is not called any more. */
    private volatile boolean stopped;

    /** True while suspects are processed: no other items are accepted. */
    private volatile boolean alone;

    private volatile long lookedForSuspects = System.nanoTime();
    /** There was no suspect that this process may claim: it looks again after a while, whatever there may be for others. */
    private volatile boolean foundNone;

    private volatile @Nullable BackgroundLoop sweeper;

    /** @param breaker the one in front of what the second half calls, usually {@code RecordSender.breaker()} */
    public Relay(RelaySettings settings, RelayHandler<T> handler, BreakerView breaker, MeterRegistry meters) {
        this.settings = settings;
        this.handler = handler;
        this.breaker = breaker;
        this.queue = new RelayQueue<>(settings.queueItems(), settings.queueBytes(), handler::weigh);
        this.unreleased = new Unreleased<>(2 * settings.queueItems(), 2 * settings.queueBytes(), handler::weigh);
        this.pace = new Pace(breaker, handler::waitingToBeStored, settings.batchItems(), settings.yieldAbove());
        this.lane = Executors.newSingleThreadExecutor(
                Thread.ofPlatform().name(settings.name()).daemon().factory());
        Gauge.builder("bridge.relay.queue", queue, RelayQueue::size)
                .description("Items waiting in memory for the second half")
                .register(meters);
        Gauge.builder("bridge.relay.in.flight", inFlight, AtomicInteger::get)
                .description("Items handed over and not yet settled")
                .register(meters);
    }

    /** Starts the sweeper. */
    public void start(BackgroundLoops loops) {
        sweeper = loops.start(
                settings.name() + "-sweeper",
                new LoopSettings(settings.sweepEvery(), settings.sweepTimeout()),
                this::sweep);
    }

    /**
     * Takes nothing more, hands over what is in memory, and makes what is left after a moment due at once: the next process finds it
     * without waiting for the end of a claim. What fails from then on failed because of the end, which counts against nothing. Blocks
     * for some seconds at most; to be called before the container takes its beans away.
     */
    public void stop() {
        stopping = true;
        endIfIdle();
        idle.completeOnTimeout(null, LAST_BATCHES.toMillis(), TimeUnit.MILLISECONDS)
                .join();
        stopped = true;
        lane.shutdown();
        List<T> left = new ArrayList<>();
        for (List<T> batch = first.pollFirst(); batch != null; batch = first.pollFirst()) {
            left.addAll(batch);
        }
        left.addAll(queue.take(Integer.MAX_VALUE, Long.MAX_VALUE));
        left.addAll(unreleased.oldest(Integer.MAX_VALUE));
        if (!left.isEmpty()) {
            Log.infof("Left to other replicas [relay=%s items=%d]", settings.name(), left.size());
            releasing(left)
                    .subscribeAsCompletionStage()
                    .completeOnTimeout(null, LAST_RELEASE.toMillis(), TimeUnit.MILLISECONDS)
                    .join();
        }
    }

    private void endIfIdle() {
        if (stopping && inFlight.get() == 0 && queue.isEmpty() && first.isEmpty() && !busy.get()) {
            idle.complete(null);
        }
    }

    /** Whether this many more, of so many bytes together, would be taken now. Nothing is while Kafka refuses: it would only wait. */
    public boolean hasRoomFor(int items, long bytes) {
        return !alone && !stopping && !pace.isKafkaRefusing() && items <= queue.room() && bytes <= queue.roomInBytes();
    }

    /** True where it was taken; false leaves it to the sweeper. Cheap, from any thread. */
    public boolean offer(T item) {
        boolean taken = enter(item);
        if (taken) {
            wake();
        }
        return taken;
    }

    /** Offers what was just committed, in its order. What has no room is left to the sweeper with all that comes after it. */
    public void offerInOrder(List<T> committed) {
        // As a whole: what the next commit brings must not enter while this is being turned away.
        synchronized (queue) {
            List<T> left = without(committed, this::enter);
            if (!left.isEmpty()) {
                leaveToSweeper(left);
            }
        }
        wake();
    }

    /** What is left from the first on that is not taken. */
    private static <T> List<T> without(List<T> items, Predicate<T> taken) {
        int first = 0;
        while (first < items.size() && taken.test(items.get(first))) {
            first++;
        }
        return items.subList(first, items.size());
    }

    private boolean enter(T item) {
        if (alone || stopping) {
            return false;
        }
        if (!settings.inOrder()) {
            return queue.offer(item);
        }
        synchronized (queue) {
            return shortCut && queue.offer(item);
        }
    }

    /** Where order is kept, together with all that waits behind them. */
    private void leaveToSweeper(List<T> items) {
        if (!settings.inOrder()) {
            if (alone) {
                // The process did not crash, so the attempt must not count against the item.
                release(items);
            }
            return;
        }
        synchronized (queue) {
            if (shortCut) {
                Log.infof("Direct relay paused, the sweeper takes over [relay=%s]", settings.name());
            }
            shortCut = false;
            keep(items);
            for (List<T> batch = first.pollFirst(); batch != null; batch = first.pollFirst()) {
                keep(batch);
            }
            keep(queue.take(Integer.MAX_VALUE, Long.MAX_VALUE));
        }
    }

    private void keep(List<T> items) {
        if (!unreleased.add(items)) {
            Log.debugf(
                    "No room, items are due when their claims expire [relay=%s items=%d]",
                    settings.name(), items.size());
        }
    }

    private void release(List<T> items) {
        releasing(items).subscribe().with(released -> {});
    }

    /** Never fails. */
    private Uni<Void> releasing(List<T> items) {
        boolean suspect = alone;
        return Uni.createFrom()
                .deferred(() -> handler.release(items))
                .onFailure()
                .invoke(failure -> notReleased(items, suspect, failure))
                .onFailure()
                .recoverWithNull();
    }

    private void notReleased(List<T> items, boolean suspect, Throwable failure) {
        if (suspect || settings.inOrder()) {
            keep(items);
        }
        Log.debugf(
                "Claims not released, items are due when they expire [relay=%s items=%d cause=%s]",
                settings.name(), items.size(), StoreFailure.summary(failure));
    }

    /**
     * After a claim that found nothing. What was turned away since it was sent is not released yet, and comes before what is committed from
     * now on.
     */
    private boolean openShortCut() {
        synchronized (queue) {
            if (!settings.inOrder() || shortCut) {
                return true;
            }
            shortCut = unreleased.isEmpty();
            if (shortCut) {
                Log.infof("Direct relay resumed [relay=%s]", settings.name());
            }
            return shortCut;
        }
    }

    /** Something was committed that is due for the sweeper. Cheap, from any thread. */
    public void nudge() {
        BackgroundLoop running = sweeper;
        if (running != null) {
            running.nudge();
        }
    }

    /**
     * Claims what is due and offers it. While the breaker is open nothing is claimed; when a trial is due, the one item
     * that makes the trial.
     */
    Uni<Step> sweep() {
        if (stopping) {
            return Uni.createFrom().item(Step.IDLE);
        }
        List<T> before = unreleased.oldest(RELEASED_AT_ONCE * settings.batchItems());
        if (!before.isEmpty()) {
            return handler.release(before)
                    .invoke(() -> unreleased.remove(before.size()))
                    .replaceWith(Step.MORE);
        }
        int limit = sweepLimit();
        if (limit == 0) {
            return Uni.createFrom().item(Step.IDLE);
        }
        if (alone) {
            return sweepSuspect();
        }
        // A backlog of large items must not be brought into memory by number alone.
        return handler.claim(limit, roomInBytes() / 2).chain(claimed -> {
            if (stopped) {
                // The claim was under way when the service stopped.
                return releasing(claimed).replaceWith(Step.IDLE);
            }
            takeIn(claimed);
            if (claimed.isEmpty() && !openShortCut()) {
                return Uni.createFrom().item(Step.MORE);
            }
            // A claim may be smaller than its limit for the sake of its bytes.
            boolean more = !claimed.isEmpty() && limit > 1;
            return more && !isTimeToLook() ? Uni.createFrom().item(Step.MORE) : lookForSuspects(more);
        });
    }

    /** What is committed meanwhile takes room, too. What finds none is due again at once. */
    private void takeIn(List<T> claimed) {
        List<T> left = without(claimed, queue::offer);
        if (!left.isEmpty() && settings.inOrder()) {
            leaveToSweeper(left);
        } else if (!left.isEmpty()) {
            release(left);
        }
        wake();
    }

    /** A backlog that never ends must not hide them. */
    private boolean isTimeToLook() {
        return System.nanoTime() - lookedForSuspects > LONGEST_WITHOUT_LOOK.toNanos();
    }

    private Uni<Step> lookForSuspects(boolean more) {
        if (foundNone && !isTimeToLook()) {
            return Uni.createFrom().item(more ? Step.MORE : Step.IDLE);
        }
        return handler.hasSuspects().map(found -> {
            lookedForSuspects = System.nanoTime();
            alone = found;
            return found || more ? Step.MORE : Step.IDLE;
        });
    }

    /** The next suspect, once all else is settled; the settlement of what is in flight asks again. */
    private Uni<Step> sweepSuspect() {
        if (!queue.isEmpty() || !first.isEmpty() || inFlight.get() > 0) {
            return Uni.createFrom().item(Step.IDLE);
        }
        return handler.claimSuspect().map(claimed -> {
            if (stopped && !claimed.isEmpty()) {
                release(claimed);
                return Step.IDLE;
            }
            alone = !claimed.isEmpty();
            foundNone = claimed.isEmpty();
            if (foundNone) {
                return Step.MORE;
            }
            Log.warnf(
                    "Item interrupted repeatedly, processing it alone [relay=%s item=%s]",
                    settings.name(), claimed.getFirst());
            first.add(claimed);
            wake();
            return Step.IDLE;
        });
    }

    /** Half of the queue stays free for what is being committed now. */
    private int sweepLimit() {
        if (pace.isKafkaRefusing() || roomInBytes() < settings.queueBytes() / 2) {
            return 0;
        }
        if (!breaker.isClosed()) {
            return 1;
        }
        return Math.clamp(queue.room() - (long) settings.queueItems() / 2, 0, settings.batchItems());
    }

    /** What is in flight is still in memory. */
    private long roomInBytes() {
        return Math.max(0, queue.roomInBytes() - bytesInFlight.get());
    }

    private long weight(List<T> batch) {
        return batch.stream().mapToLong(handler::weigh).sum();
    }

    /** One batch may always be in flight, however heavy. */
    private boolean isFlightFull() {
        return inFlight.get() >= settings.inFlight() || bytesInFlight.get() >= settings.queueBytes();
    }

    private void entered(List<T> batch) {
        inFlight.addAndGet(batch.size());
        bytesInFlight.addAndGet(weight(batch));
    }

    private void left(List<T> batch) {
        inFlight.addAndGet(-batch.size());
        bytesInFlight.addAndGet(-weight(batch));
    }

    private void wake() {
        if (hasWork() && busy.compareAndSet(false, true)) {
            after(pace.gather(System.nanoTime() - begun, queue.size()), this::next);
        }
    }

    private boolean hasWork() {
        return !stopped && !(queue.isEmpty() && first.isEmpty()) && !isFlightFull();
    }

    private void next() {
        if (stopped) {
            return;
        }
        List<T> before = first.pollFirst();
        List<T> batch = before == null ? queue.take(pace.batchItems(), settings.batchBytes()) : before;
        if (batch.isEmpty()) {
            rest();
        } else if (pace.isKafkaRefusing()) {
            // Their claims expire, or are released: the sweeper brings them back when Kafka answers again.
            leaveToSweeper(batch);
            rest();
        } else {
            handOver(batch);
        }
    }

    private void handOver(List<T> batch) {
        entered(batch);
        begun = System.nanoTime();
        Uni.createFrom()
                .deferred(() -> handler.proceed(batch, lane))
                .subscribe()
                .with(handed -> handedOver(batch, handed), failure -> {
                    left(batch);
                    failed(batch, failure);
                    rest();
                    nudgeIfIdle();
                });
    }

    private void handedOver(List<T> batch, RelayHandler.HandedOver handed) {
        handed.settled().subscribe().with(done -> settled(batch), failure -> {
            failed(batch, failure);
            settled(batch);
        });
        if (stopped) {
            return;
        }
        if (isFlightFull()) {
            rest();
        } else {
            after(pace.rest(System.nanoTime() - begun, queue.size()), this::next);
        }
    }

    private void after(Duration pause, Runnable step) {
        if (pause.isZero()) {
            step.run();
        } else {
            CompletableFuture.delayedExecutor(pause.toNanos(), TimeUnit.NANOSECONDS, lane)
                    .execute(step);
        }
    }

    private void failed(List<T> batch, Throwable failure) {
        if (stopped) {
            // Else it would wait for the end of its claim, and the end of this process would look like a crash that it
            // caused.
            release(batch);
            return;
        }
        String cause = StoreFailure.summary(failure);
        if (isElsewhere(failure)) {
            Log.warnf(
                    "A batch failed and is left to the sweeper [relay=%s items=%d cause=%s]",
                    settings.name(), batch.size(), cause);
            leaveToSweeper(batch);
        } else if (batch.size() > 1) {
            first.addFirst(batch.subList(batch.size() / 2, batch.size()));
            first.addFirst(batch.subList(0, batch.size() / 2));
        } else {
            T culprit = batch.getFirst();
            Log.errorf("Relay failed on one item [relay=%s item=%s cause=%s]", settings.name(), culprit, cause);
            boolean suspect = alone;
            handler.giveBack(culprit, failure).subscribe().with(given -> {}, away -> notReleased(batch, suspect, away));
        }
    }

    /** The store or the broker is away: that has nothing to do with the items. */
    private static boolean isElsewhere(Throwable failure) {
        boolean kafka = failure instanceof KafkaException || failure instanceof BrokerUnavailable;
        boolean record = failure instanceof RecordTooLargeException || failure instanceof SerializationException;
        return kafka ? !record : StoreFailure.isTransient(failure);
    }

    private void settled(List<T> batch) {
        left(batch);
        wake();
        nudgeIfIdle();
        endIfIdle();
    }

    private void nudgeIfIdle() {
        if (alone) {
            nudge();
        }
    }

    /** Looks once more after it has let go, so that what arrived in between is not left behind. */
    private void rest() {
        busy.set(false);
        if (hasWork() && busy.compareAndSet(false, true)) {
            lane.execute(this::next);
        }
        endIfIdle();
    }
}
