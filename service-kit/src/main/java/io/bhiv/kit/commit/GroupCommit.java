package io.bhiv.kit.commit;

import io.bhiv.kit.store.StoreFailure;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * Lets requests that arrive together share one multi-row statement and one fsync.
 *
 * <p>There is no timer: while {@code inFlight} batches are being written, arrivals gather, and the first batch to finish
 * takes them all along. Alone, a request waits for nothing; under load, batches grow by themselves.
 *
 * <p>Guarantee: an item's {@link Uni} completes only after the batch function confirmed it. When a batch fails for its
 * content it is split until the culprit stands alone, so one request that cannot be stored never fails others. When
 * the store is away the whole batch fails at once.
 *
 * <p>A request may bring one item or many. One that brings many is never split: its items go into one batch, in order, and
 * are stored all or none.
 *
 * <p>Heavy requests (over a sixteenth of a batch's weight) and light ones wait apart, and batches are made of one and of the
 * other in turn, of the heavy only while they are older than the light: so a light request waits for one heavy batch before
 * each batch of light ones, however many heavy ones are queued. A caller that needs an order waits for each answer, or asks
 * {@link #submitInOrder}.
 *
 * <p>Safe for any thread; completion is signalled on the thread on which the batch function completes.
 */
public final class GroupCommit<T, R> {

    private static final int HEAVY_PART = 16;

    private final CommitLimits limits;
    private final ToLongFunction<T> weigh;
    private final Function<List<T>, Uni<List<R>>> write;

    private final Queue<Waiting<T, R>> light = new ConcurrentLinkedQueue<>();
    private final Queue<Waiting<T, R>> heavy = new ConcurrentLinkedQueue<>();
    private final AtomicLong places = new AtomicLong();
    /** Those that were submitted in order and wait with the heavy requests. */
    private final AtomicInteger heavyInOrder = new AtomicInteger();

    private final AtomicBoolean heavyIsNext = new AtomicBoolean();
    private final AtomicInteger queued = new AtomicInteger();
    private final AtomicLong queuedWeight = new AtomicLong();
    private final AtomicInteger inFlight = new AtomicInteger();

    /**
     * @param weigh an item's weight, usually its size in bytes
     * @param write stores a batch in one transaction; returns one result per item, in order
     */
    public GroupCommit(CommitLimits limits, ToLongFunction<T> weigh, Function<List<T>, Uni<List<R>>> write) {
        this.limits = limits;
        this.weigh = weigh;
        this.write = write;
    }

    /** Stores the item with the next batch. Fails with {@link Overloaded} at once where too much is waiting already. */
    public Uni<R> submit(T item) {
        return submitAll(List.of(item)).map(List::getFirst);
    }

    /**
     * The same, after all items that were submitted in order before, whatever their weight: behind a heavy one it waits with the heavy
     * requests. For one batch in flight, and one thread that submits in order.
     */
    public Uni<R> submitInOrder(T item) {
        return Uni.createFrom()
                .<List<R>>emitter(emitter -> enqueue(List.of(item), true, emitter))
                .map(List::getFirst);
    }

    /** Stores all items with the next batch, or none; returns one result per item, in order. Fails as {@link #submit} does. */
    public Uni<List<R>> submitAll(List<T> items) {
        return items.isEmpty()
                ? Uni.createFrom().item(List.of())
                : Uni.createFrom().emitter(emitter -> enqueue(items, false, emitter));
    }

    /** Items waiting to be written, for metrics. */
    public int waiting() {
        return queued.get();
    }

    private void enqueue(List<T> items, boolean inOrder, UniEmitter<? super List<R>> emitter) {
        long weight = 0;
        for (T item : items) {
            weight += weigh.applyAsLong(item);
        }
        int count = queued.addAndGet(items.size());
        long total = queuedWeight.addAndGet(weight);
        // A single request may always enter an empty queue, however heavy: it was admitted by the limits at the edge.
        boolean full = count > limits.queuedItems() || total > limits.queuedWeight();
        if (full && count > items.size()) {
            queued.addAndGet(-items.size());
            queuedWeight.addAndGet(-weight);
            emitter.fail(new Overloaded("Too many requests are waiting to be stored"));
            return;
        }
        // What is light and came before goes first in any case.
        boolean withHeavy = isHeavy(weight) || (inOrder && heavyInOrder.get() > 0);
        boolean counted = withHeavy && inOrder;
        if (counted) {
            heavyInOrder.incrementAndGet();
        }
        (withHeavy ? heavy : light).add(new Waiting<>(places.getAndIncrement(), items, weight, counted, emitter));
        startBatches();
    }

    private void startBatches() {
        while (!light.isEmpty() || !heavy.isEmpty()) {
            int running = inFlight.get();
            if (running >= limits.inFlight()) {
                return;
            }
            if (!inFlight.compareAndSet(running, running + 1)) {
                continue;
            }
            List<Waiting<T, R>> batch = nextBatch();
            if (batch.isEmpty()) {
                // Another thread took them. The loop looks again, so an arrival between the two is not left behind.
                inFlight.decrementAndGet();
            } else {
                start(batch);
            }
        }
    }

    private boolean isHeavy(long weight) {
        return weight > limits.batchWeight() / HEAVY_PART;
    }

    private List<Waiting<T, R>> nextBatch() {
        boolean heavyFirst = heavyIsNext.get() && isHeavyOlder();
        List<Waiting<T, R>> batch = take(heavyFirst ? heavy : light);
        if (batch.isEmpty()) {
            return take(heavyFirst ? light : heavy);
        }
        heavyIsNext.set(!heavyFirst);
        return batch;
    }

    private boolean isHeavyOlder() {
        Waiting<T, R> firstHeavy = heavy.peek();
        Waiting<T, R> firstLight = light.peek();
        return firstHeavy != null && (firstLight == null || firstHeavy.place() < firstLight.place());
    }

    private List<Waiting<T, R>> take(Queue<Waiting<T, R>> queue) {
        List<Waiting<T, R>> batch = new ArrayList<>();
        int items = 0;
        long weight = 0;
        while (items < limits.batchItems() && weight < limits.batchWeight()) {
            Waiting<T, R> next = queue.poll();
            if (next == null) {
                break;
            }
            if (next.heavyInOrder()) {
                heavyInOrder.decrementAndGet();
            }
            items += next.items().size();
            weight += next.weight();
            batch.add(next);
        }
        queued.addAndGet(-items);
        queuedWeight.addAndGet(-weight);
        return batch;
    }

    private void start(List<Waiting<T, R>> batch) {
        commit(batch).subscribe().with(done -> finished(), failure -> finished());
    }

    private void finished() {
        inFlight.decrementAndGet();
        startBatches();
    }

    private Uni<Void> commit(List<Waiting<T, R>> batch) {
        return Uni.createFrom()
                .deferred(() -> write.apply(itemsOf(batch)))
                .ifNoItem()
                .after(limits.timeout())
                .fail()
                .invoke(results -> confirm(batch, results))
                .replaceWithVoid()
                .onFailure()
                .recoverWithUni(failure -> refuse(batch, failure));
    }

    private static <T, R> List<T> itemsOf(List<Waiting<T, R>> batch) {
        List<T> items = new ArrayList<>(batch.size());
        batch.forEach(waiting -> items.addAll(waiting.items()));
        return Collections.unmodifiableList(items);
    }

    private static <T, R> void confirm(List<Waiting<T, R>> batch, List<R> results) {
        int expected =
                batch.stream().mapToInt(waiting -> waiting.items().size()).sum();
        if (results.size() != expected) {
            throw new IllegalStateException("a batch function returns one result per item, in order");
        }
        int from = 0;
        for (Waiting<T, R> waiting : batch) {
            int to = from + waiting.items().size();
            waiting.emitter().complete(results.subList(from, to));
            from = to;
        }
    }

    private Uni<Void> refuse(List<Waiting<T, R>> batch, Throwable failure) {
        if (batch.size() == 1 || StoreFailure.isTransient(failure)) {
            batch.forEach(waiting -> waiting.emitter().fail(failure));
            return Uni.createFrom().voidItem();
        }
        int half = batch.size() / 2;
        return commit(batch.subList(0, half)).chain(() -> commit(batch.subList(half, batch.size())));
    }

    private record Waiting<T, R>(
            long place, List<T> items, long weight, boolean heavyInOrder, UniEmitter<? super List<R>> emitter) {}
}
