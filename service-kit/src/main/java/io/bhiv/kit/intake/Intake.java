package io.bhiv.kit.intake;

import io.bhiv.kit.loop.Heartbeat;
import io.bhiv.kit.loop.Pulse;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.RetriableException;
import org.jspecify.annotations.Nullable;

/**
 * Reads topics into a service, on a thread of its own.
 *
 * <p>poll → take (durable) → park what can never be taken → commit. At least once: a crash brings the last batches again.
 *
 * <p>A batch that fails because something is away is retried with growing pauses, for as long as it takes; meanwhile the
 * consumer polls without reading, so that it keeps its partitions. A batch that fails because of a record is halved until
 * that record is alone, and the record is parked; so is one that alone takes longer than a statement may, again and again, while
 * the store does something small at once.
 * Whatever ends the consumer itself, it is closed and another one opened.
 */
public final class Intake {

    private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
    private static final Duration SLICE = Duration.ofSeconds(1);
    /**
     * After so many, with the pauses between them about a minute, it is the record that is too slow and not the store. Only those
     * count after which the store did something small at once.
     */
    private static final int SLOW_ATTEMPTS = 6;

    private static final Duration AT_ONCE = Duration.ofSeconds(1);

    private static final Duration END = Duration.ofSeconds(4);

    /** Parked records, of up to `bridge.intake.max-record` each, that wait to be taken again. */
    private static final int MOST_AGAIN = 8;

    /** More than any single call to Kafka may take. */
    static final Duration LONGEST_SILENCE = Duration.ofMinutes(2);

    private final IntakeSettings settings;
    private final IntakeConfig config;
    private final IntakeHandler handler;
    private final ParkedRecords parked;
    private final Function<ValueBudget, Consumer<String, byte[]>> consumers;
    private final IntakeMetrics metrics;
    private final Pulse pulse;
    private final Thread thread;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final Queue<Again> again = new ArrayBlockingQueue<>(MOST_AGAIN);
    private volatile int partitions;
    private volatile Set<String> leftOut = Set.of();

    Intake(
            IntakeSettings settings,
            IntakeConfig config,
            IntakeHandler handler,
            ParkedRecords parked,
            Function<ValueBudget, Consumer<String, byte[]>> consumers,
            IntakeMetrics metrics,
            Pulse pulse) {
        this.settings = settings;
        this.config = config;
        this.handler = handler;
        this.parked = parked;
        this.consumers = consumers;
        this.metrics = metrics;
        this.pulse = pulse;
        this.thread =
                Thread.ofPlatform().name("intake-" + settings.name()).daemon().unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /** Ends reading: what is not durable yet is read again by the next process. */
    void stop() throws InterruptedException {
        stopping.countDown();
        thread.join(END);
        again.forEach(one -> one.answer().completeExceptionally(busy()));
    }

    public String name() {
        return settings.name();
    }

    public Heartbeat heartbeat() {
        return pulse.heartbeat();
    }

    /** Partitions that this replica reads; 0 while it has no place in the group. */
    public int partitions() {
        return partitions;
    }

    /** Topics that are not read for a while, because the brokers refuse them: a wrong name, or no right to read. */
    public Set<String> leftOut() {
        return leftOut;
    }

    /** Records taken by this process, parked ones not counted. */
    public long taken() {
        return metrics.taken();
    }

    /** Records parked by this process. */
    public long parked() {
        return metrics.parked();
    }

    boolean reads(String topic) {
        return settings.topics().get().contains(topic);
    }

    /**
     * Takes a record once more, between two batches. Completes with the reason where it is refused again, with nothing where
     * it was taken; fails where something is away, where others wait already, and where a batch takes longer than it may.
     */
    Uni<Optional<String>> takeAgain(ConsumerRecord<String, byte[]> record) {
        Again one = new Again(record, new CompletableFuture<>());
        if (!again.offer(one)) {
            return Uni.createFrom().failure(busy());
        }
        return Uni.createFrom()
                .completionStage(one.answer())
                .ifNoItem()
                .after(config.batchTimeout())
                .failWith(Intake::busy)
                .onTermination()
                .invoke(() -> again.remove(one));
    }

    private static RetriableException busy() {
        return new org.apache.kafka.common.errors.TimeoutException("The intake is busy with other records");
    }

    private record Again(ConsumerRecord<String, byte[]> record, CompletableFuture<Optional<String>> answer) {}

    private void takeAgain(OpenConsumer open) throws InterruptedException {
        Again one = again.poll();
        if (one == null) {
            return;
        }
        List<Refused> refused = new ArrayList<>();
        Throwable failure = await(
                Uni.createFrom().deferred(() -> offer(List.of(one.record()))).invoke(refused::addAll), open);
        if (failure != null && !FailureOrigin.isOnRecord(failure)) {
            one.answer().completeExceptionally(failure);
        } else if (failure != null) {
            one.answer().complete(Optional.of("failed with " + FailureOrigin.describe(failure)));
        } else {
            one.answer().complete(refused.stream().map(Refused::reason).findFirst());
        }
    }

    private boolean isStopping() {
        return stopping.getCount() == 0;
    }

    private void run() {
        while (!isStopping()) {
            ValueBudget values = new ValueBudget(config);
            try (OpenConsumer open = new OpenConsumer(consumers.apply(values), values, settings.start(), config)) {
                read(open);
            } catch (InterruptedException interrupted) {
                // Only a fault interrupts this thread; the flag is cleared by the exception, and another consumer is
                // opened.
                failed(interrupted);
            } catch (Throwable failure) { // an Error too: nothing may end this thread while the service lives
                failed(failure);
            }
            partitions = 0;
        }
    }

    private void failed(Throwable failure) {
        if (isStopping()) {
            return;
        }
        metrics.reopened();
        pulse.ended();
        int failures = pulse.failed(failure);
        boolean ignored = Thread.interrupted();
        try {
            var _ = stopping.await(pause(failures).toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException again) {
            pulse.alive();
        }
    }

    private void read(OpenConsumer open) throws InterruptedException {
        while (!isStopping()) {
            Set<String> topics = settings.topics().get();
            takeAgain(open);
            List<ConsumerRecord<String, byte[]>> batch = open.next(topics);
            partitions = open.partitions();
            leftOut = open.leftOut();
            if (!batch.isEmpty()) {
                take(batch, open);
            } else if (topics.isEmpty()) {
                var _ = stopping.await(SLICE.toMillis(), TimeUnit.MILLISECONDS);
            }
            pulse.succeeded();
        }
    }

    /** Returns when every record is durable or parked, or the intake is stopping. */
    private void take(List<ConsumerRecord<String, byte[]>> batch, OpenConsumer open) throws InterruptedException {
        Deque<List<ConsumerRecord<String, byte[]>>> parts = new ArrayDeque<>(List.of(batch));
        int slow = 0;
        while (!parts.isEmpty()) {
            List<ConsumerRecord<String, byte[]>> part = parts.pop();
            pulse.begun();
            Throwable failure = attempt(part, open);
            if (isStopping() && failure != null) {
                return;
            }
            slow = failure != null && part.size() == 1 && FailureOrigin.isTooSlow(failure) && isStoreHealthy(open)
                    ? slow + 1
                    : 0;
            if (failure == null) {
                pulse.succeeded();
            } else if (!FailureOrigin.isOnRecord(failure) && slow < SLOW_ATTEMPTS) {
                parts.push(part);
                if (FailureOrigin.isTooSlow(failure) && part.size() > 1) {
                    halve(parts);
                }
                pause(pulse.failed(failure), open);
            } else if (part.size() > 1) {
                parts.push(part);
                halve(parts);
            } else {
                Refused refused = new Refused(part.getFirst(), "failed with " + FailureOrigin.describe(failure));
                Throwable notParked = slow == 0 ? null : parkOnce(List.of(refused), open);
                if (notParked != null) {
                    // It may have been the store after all: the record is tried once more.
                    slow--;
                    parts.push(part);
                    pause(pulse.failed(notParked), open);
                } else if (answer(refused, open) && (slow > 0 || park(List.of(refused), open))) {
                    slow = 0;
                    pulse.ended();
                } else {
                    return;
                }
            }
        }
        open.done(batch);
    }

    private boolean isStoreHealthy(OpenConsumer open) throws InterruptedException {
        return await(
                        Uni.createFrom()
                                .deferred(parked::probe)
                                .ifNoItem()
                                .after(AT_ONCE)
                                .fail(),
                        open)
                == null;
    }

    /** Of the first part, which has two records or more. */
    private static void halve(Deque<List<ConsumerRecord<String, byte[]>>> parts) {
        List<ConsumerRecord<String, byte[]>> part = parts.pop();
        parts.push(part.subList(part.size() / 2, part.size()));
        parts.push(part.subList(0, part.size() / 2));
    }

    /** Null where it was taken. */
    private @Nullable Throwable attempt(List<ConsumerRecord<String, byte[]>> part, OpenConsumer open)
            throws InterruptedException {
        List<Refused> refused = new ArrayList<>();
        Throwable failure = await(Uni.createFrom().deferred(() -> offer(part)).invoke(refused::addAll), open);
        if (failure != null) {
            return failure;
        }
        metrics.taken(part.size() - refused.size());
        for (Refused one : refused) {
            if (one.isTooLarge() && !answer(one, open)) {
                return new IllegalStateException("stopping");
            }
        }
        return refused.isEmpty() || park(refused, open) ? null : new IllegalStateException("stopping");
    }

    /** Of a value above the limit only the beginning was read, so it is not offered. */
    private Uni<List<Refused>> offer(List<ConsumerRecord<String, byte[]>> part) {
        List<Refused> refused =
                part.stream().filter(this::isTooLarge).map(Refused::tooLarge).toList();
        if (refused.isEmpty()) {
            return handler.take(part);
        }
        List<ConsumerRecord<String, byte[]>> readable =
                part.stream().filter(record -> !isTooLarge(record)).toList();
        return readable.isEmpty()
                ? Uni.createFrom().item(refused)
                : handler.take(readable)
                        .map(more ->
                                Stream.concat(refused.stream(), more.stream()).toList());
    }

    private boolean isTooLarge(ConsumerRecord<String, byte[]> record) {
        return record.serializedValueSize() > config.maxRecord().asLongValue();
    }

    /** Lets the handler answer the sender; false where the intake is stopping. */
    private boolean answer(Refused refused, OpenConsumer open) throws InterruptedException {
        while (!isStopping()) {
            Throwable failure = await(Uni.createFrom().deferred(() -> handler.rejected(refused)), open);
            if (failure == null || FailureOrigin.isOnRecord(failure)) {
                return true;
            }
            pause(pulse.failed(failure), open);
        }
        return false;
    }

    /** Tries until they are parked; false where the intake is stopping. */
    private boolean park(List<Refused> refused, OpenConsumer open) throws InterruptedException {
        while (!isStopping()) {
            Throwable failure = parkOnce(refused, open);
            if (failure == null) {
                return true;
            }
            pause(pulse.failed(failure), open);
        }
        return false;
    }

    /** Null where they are parked. */
    private @Nullable Throwable parkOnce(List<Refused> refused, OpenConsumer open) throws InterruptedException {
        List<ParkedRecord> records = refused.stream()
                .map(one -> ParkedRecord.of(one, (int) config.keptBytes().asLongValue()))
                .toList();
        Throwable failure = await(Uni.createFrom().deferred(() -> parked.park(records)), open);
        if (failure == null) {
            metrics.parked(records);
        }
        return failure;
    }

    /** Waits for {@code work} and stays in the group; cancels it at the end of its time or of the intake. */
    private @Nullable Throwable await(Uni<?> work, OpenConsumer open) throws InterruptedException {
        CompletableFuture<?> result = work.subscribeAsCompletionStage();
        long deadline = System.nanoTime() + config.batchTimeout().toNanos();
        try {
            while (true) {
                try {
                    var _ = result.get(SLICE.toMillis(), TimeUnit.MILLISECONDS);
                    return null;
                } catch (TimeoutException slow) {
                    if (isStopping() || System.nanoTime() > deadline) {
                        return slow;
                    }
                    open.stayMember();
                    pulse.alive();
                }
            }
        } catch (ExecutionException failure) {
            Throwable cause = failure.getCause();
            return cause == null ? failure : cause;
        } finally {
            result.cancel(true);
        }
    }

    private void pause(int failures, OpenConsumer open) throws InterruptedException {
        long until = System.nanoTime() + pause(failures).toNanos();
        while (!isStopping() && System.nanoTime() < until) {
            open.stayMember();
            pulse.alive();
            long left = Math.min(until - System.nanoTime(), SLICE.toNanos());
            var _ = stopping.await(left, TimeUnit.NANOSECONDS);
        }
    }

    private Duration pause(int failures) {
        Duration doubled = FIRST_PAUSE.multipliedBy(1L << Math.min(failures - 1, 10));
        Duration longest = config.longestPause().compareTo(FIRST_PAUSE) > 0 ? config.longestPause() : FIRST_PAUSE;
        return doubled.compareTo(longest) > 0 ? longest : doubled;
    }
}
