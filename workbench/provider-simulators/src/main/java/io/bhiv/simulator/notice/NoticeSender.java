package io.bhiv.simulator.notice;

import io.bhiv.simulator.state.Switches;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/**
 * Sends notices when they are due by the simulator's clock, all that are due at once and in no order. A clock that is moved on makes
 * retries due.
 */
public final class NoticeSender implements AutoCloseable {

    private static final long LOOK_EVERY_MILLIS = 20;

    private final Clock clock;
    private final RetryRules rules;
    private final Switches switches;
    private final BiFunction<byte[], Instant, Map<String, String>> signature;
    private final Consumer<URI> gone;
    private final HttpClient http = HttpClient.newHttpClient();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final List<Attempt> waiting = new ArrayList<>();
    private int underWay;
    private int delivered;
    private int givenUp;

    /**
     * A sender that sends until it is closed.
     *
     * @param signature headers for a body at an instant
     * @param gone is told which address answered 410, where the rules say that this ends a subscription
     */
    public NoticeSender(
            Clock clock,
            RetryRules rules,
            Switches switches,
            BiFunction<byte[], Instant, Map<String, String>> signature,
            Consumer<URI> gone) {
        this.clock = clock;
        this.rules = rules;
        this.switches = switches;
        this.signature = signature;
        this.gone = gone;
        Thread.ofVirtual().name("notices").start(this::sendUntilClosed);
    }

    private record Attempt(Notice notice, int number, Instant due, Instant first) {}

    /**
     * How many notices ended how.
     *
     * @param waiting for their first attempt or a retry
     * @param underWay sent, and without an answer yet
     */
    public record Figures(int waiting, int underWay, int delivered, int givenUp) {}

    public synchronized Figures figures() {
        return new Figures(waiting.size(), underWay, delivered, givenUp);
    }

    /** Queues a notice, twice where the switches say so; nothing in silent days. */
    public synchronized void send(Notice notice, Instant due) {
        if (switches.isSilent()) {
            return;
        }
        waiting.add(new Attempt(notice, 0, due, due));
        if (switches.isRepeated()) {
            waiting.add(new Attempt(notice, 0, due, due));
        }
    }

    private void sendUntilClosed() {
        try {
            while (!closed.await(LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS)) {
                sendDue();
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    /** Begins every attempt that is due. */
    private synchronized void sendDue() {
        Instant now = clock.instant();
        for (Iterator<Attempt> each = waiting.iterator(); each.hasNext(); ) {
            Attempt attempt = each.next();
            if (!attempt.due().isAfter(now)) {
                each.remove();
                underWay++;
                threads.execute(() -> settle(attempt, status(attempt)));
            }
        }
    }

    /** The status of the answer; 0 where none came. */
    private int status(Attempt attempt) {
        Instant signed = switches.isSignedOnce() ? attempt.first() : clock.instant();
        HttpRequest.Builder request = HttpRequest.newBuilder(attempt.notice().target())
                .timeout(rules.timeout())
                .POST(BodyPublishers.ofByteArray(attempt.notice().body()));
        signature.apply(attempt.notice().body(), signed).forEach(request::header);
        try {
            return http.send(request.build(), BodyHandlers.discarding()).statusCode();
        } catch (IOException noAnswer) {
            return 0;
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }

    private void settle(Attempt attempt, int status) {
        boolean cancelled = rules.goneCancels() && status == 410;
        synchronized (this) {
            underWay--;
            if (status >= 200 && status < 300) {
                delivered++;
            } else if (cancelled || attempt.number() == rules.pauses().size()) {
                givenUp++;
            } else {
                Instant due = clock.instant().plus(rules.pauses().get(attempt.number()));
                waiting.add(new Attempt(attempt.notice(), attempt.number() + 1, due, attempt.first()));
            }
        }
        if (cancelled) {
            gone.accept(attempt.notice().target());
        }
    }

    @Override
    public void close() {
        closed.countDown();
        synchronized (this) {
            waiting.clear();
        }
        threads.shutdownNow();
        http.shutdownNow();
    }
}
