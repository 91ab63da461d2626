package io.bhiv.system.fault;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * Providers or modules at work: each sends a new request, and sends the identical request again after a cut connection or a 503
 * until it is acknowledged. Anything else than 2xx, 503 or a cut is kept as a breach.
 *
 * <p>Stopping lets every caller finish the request it has begun; a caller that cannot within a minute is a breach, too.
 */
public final class Callers implements AutoCloseable {

    private static final Duration BEFORE_RETRY = Duration.ofMillis(100);
    private static final Duration FINISH_LIMIT = Duration.ofSeconds(60);

    /**
     * What callers do.
     *
     * @param next a request that was never sent before, complete with what makes a second sending of it the same
     * @param idField where the answer names what it acknowledges
     */
    public record Task(Function<Random, HttpRequest> next, String idField) {}

    /** One request and its answer. */
    record Sample(long atNanos, long latencyNanos, int status) {}

    private final Task task;
    private final Duration pause;
    private final UnaryOperator<HttpRequest> route;
    private final Random random;
    private final List<Thread> threads = new ArrayList<>();
    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    private final ConcurrentLinkedQueue<Sample> samples = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<String> breaches = new ConcurrentLinkedQueue<>();
    private final AtomicInteger begun = new AtomicInteger();
    private final AtomicInteger cut = new AtomicInteger();
    private volatile boolean stopped;

    private Callers(Task task, Duration pause, long seed, UnaryOperator<HttpRequest> route) {
        this.task = task;
        this.pause = pause;
        this.route = route;
        this.random = new Random(seed);
    }

    /**
     * Callers with any task.
     *
     * @param pause of each caller between an acknowledgement and its next request
     */
    public static Callers calling(Task task, int callers, Duration pause, long seed) {
        return calling(task, callers, pause, seed, UnaryOperator.identity());
    }

    /**
     * The same behind something that chooses where each sending goes.
     *
     * @param route asked again for each sending of a request
     */
    public static Callers calling(Task task, int callers, Duration pause, long seed, UnaryOperator<HttpRequest> route) {
        Callers all = new Callers(task, pause, seed, route);
        for (int i = 0; i < callers; i++) {
            all.threads.add(Thread.ofVirtual().start(all::call));
        }
        return all;
    }

    private void call() {
        while (!stopped) {
            deliver(task.next().apply(random));
            Pause.of(pause);
        }
    }

    private void deliver(HttpRequest request) {
        begun.incrementAndGet();
        long patience = Long.MAX_VALUE;
        while (System.nanoTime() < patience) {
            if (tried(request)) {
                return;
            }
            if (stopped && patience == Long.MAX_VALUE) {
                patience = System.nanoTime() + FINISH_LIMIT.toNanos();
            }
            Pause.of(BEFORE_RETRY);
        }
        breaches.add("a request was never acknowledged");
    }

    /** True where there is nothing left to do for this request. */
    private boolean tried(HttpRequest request) {
        long began = System.nanoTime();
        try {
            Answer answer = Answer.to(route.apply(request));
            samples.add(new Sample(began, System.nanoTime() - began, answer.status()));
            if (answer.isAcknowledgement()) {
                if (!acknowledged.add(answer.text(task.idField()))) {
                    breaches.add("two requests were acknowledged under one id");
                }
                return true;
            }
            if (answer.status() != 503 || !answer.hasRetryAfter()) {
                breaches.add("answered " + answer.status() + " " + answer.body());
                return true;
            }
        } catch (IOException gone) {
            cut.incrementAndGet();
        }
        return false;
    }

    /** Lets them work for a time that a seed chose; nothing else is waited for. */
    public void letRun(Duration time) {
        long until = System.nanoTime() + time.toNanos();
        await().atMost(time.plusSeconds(5)).pollInterval(Duration.ofMillis(5)).until(() -> System.nanoTime() >= until);
    }

    /** Ids of everything that was answered 2xx. */
    public Set<String> acknowledged() {
        return acknowledged;
    }

    /** What must never happen. */
    public List<String> breaches() {
        return List.copyOf(breaches);
    }

    public int begun() {
        return begun.get();
    }

    public int cut() {
        return cut.get();
    }

    public Map<Integer, Integer> statuses() {
        Map<Integer, Integer> counts = new TreeMap<>();
        samples.forEach(sample -> counts.merge(sample.status(), 1, Integer::sum));
        return counts;
    }

    /** The latency that 99 of 100 acknowledgements between two instants ({@code System.nanoTime}) did not exceed. */
    public Duration p99(long from, long to) {
        long[] sorted = samples.stream()
                .filter(sample -> sample.atNanos() >= from && sample.atNanos() < to && sample.status() < 300)
                .mapToLong(Sample::latencyNanos)
                .sorted()
                .toArray();
        if (sorted.length < 100) {
            throw new AssertionError("only " + sorted.length + " samples");
        }
        return Duration.ofNanos(sorted[(int) (sorted.length * 0.99)]);
    }

    @Override
    public void close() {
        stopped = true;
        for (Thread thread : threads) {
            try {
                if (!thread.join(FINISH_LIMIT.plusSeconds(30))) {
                    breaches.add("a caller did not end");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
