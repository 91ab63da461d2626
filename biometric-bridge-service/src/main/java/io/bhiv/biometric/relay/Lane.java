package io.bhiv.biometric.relay;

import io.bhiv.biometric.identity.Delivery;
import io.bhiv.biometric.relay.SecondHalf.HandedOver;
import io.bhiv.kit.store.StoreFailure;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.logging.Log;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Takes batches from the queue through the second half, one after the other up to the hand-over to Kafka, so that the
 * deliveries of one person keep their order; acknowledgements are awaited side by side.
 *
 * <p>One thread of its own reads, normalises and serialises: this is the service's CPU work, and it must neither block an
 * event loop nor be starved by one.
 */
@ApplicationScoped
class Lane {

    private final SecondHalf secondHalf;
    private final Nudges nudges;
    private final RelayConfig config;
    private final Pace pace;
    private final ExecutorService lane = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("second-half").daemon().factory());
    /** Parts of batches that failed for the content of one of their deliveries; smaller each time they come back. */
    private final Deque<List<Delivery>> suspects = new ConcurrentLinkedDeque<>();

    private final AtomicBoolean busy = new AtomicBoolean();
    private final AtomicInteger inFlight = new AtomicInteger();

    Lane(SecondHalf secondHalf, Nudges nudges, RelayConfig config, Pace pace, MeterRegistry meters) {
        this.secondHalf = secondHalf;
        this.nudges = nudges;
        this.config = config;
        this.pace = pace;
        Gauge.builder("bridge.relay.in.flight", inFlight, AtomicInteger::get)
                .description("Deliveries handed to Kafka and not yet settled")
                .register(meters);
    }

    void begin(@Observes StartupEvent started) {
        nudges.whenOffered(this::wake);
    }

    @PreDestroy
    void end() {
        lane.shutdown();
    }

    private void wake() {
        if (hasWork() && busy.compareAndSet(false, true)) {
            next();
        }
    }

    private boolean hasWork() {
        return !(nudges.isEmpty() && suspects.isEmpty()) && inFlight.get() < config.maxInFlight();
    }

    private void next() {
        List<Delivery> suspect = suspects.pollFirst();
        List<Delivery> batch = suspect == null ? nudges.take(pace.batchSize()) : suspect;
        if (batch.isEmpty()) {
            rest();
        } else if (pace.isKafkaRefusing()) {
            // Their claims lapse; the sweeper brings them back when Kafka answers again.
            rest();
        } else {
            handOver(batch);
        }
    }

    private void handOver(List<Delivery> batch) {
        inFlight.addAndGet(batch.size());
        long begun = System.nanoTime();
        secondHalf.proceed(batch, lane).subscribe().with(handed -> handedOver(batch, handed, begun), failure -> {
            inFlight.addAndGet(-batch.size());
            failed(batch, failure);
            rest();
        });
    }

    private void handedOver(List<Delivery> batch, HandedOver handed, long begun) {
        handed.settled().subscribe().with(done -> settled(batch), failure -> {
            failed(batch, failure);
            settled(batch);
        });
        if (inFlight.get() >= config.maxInFlight()) {
            rest();
        } else {
            after(pace.rest(System.nanoTime() - begun), this::next);
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

    /**
     * A store that is away is waited for: the claims lapse and the sweeper brings the batch back. Anything else is the fault of
     * one delivery, which is found by halving, so that it never holds up the others.
     */
    private void failed(List<Delivery> batch, Throwable failure) {
        String cause = StoreFailure.summary(failure);
        if (StoreFailure.isTransient(failure)) {
            Log.warnf(
                    "The second half failed for a batch; the sweeper retries it [deliveries=%d cause=%s]",
                    batch.size(), cause);
        } else if (batch.size() > 1) {
            suspects.addFirst(batch.subList(batch.size() / 2, batch.size()));
            suspects.addFirst(batch.subList(0, batch.size() / 2));
        } else {
            Delivery culprit = batch.getFirst();
            Log.errorf("Processing a delivery failed [delivery=%s cause=%s]", culprit.eventId(), cause);
            secondHalf
                    .fail(culprit)
                    .subscribe()
                    .with(
                            given -> {},
                            away -> Log.warnf(
                                    "A failed delivery was not settled; its claim expires and the sweeper retries [delivery=%s cause=%s]",
                                    culprit.eventId(), StoreFailure.summary(away)));
        }
    }

    private void settled(List<Delivery> batch) {
        inFlight.addAndGet(-batch.size());
        wake();
    }

    /** Looks once more after it has let go, so that what arrived in between is not left behind. */
    private void rest() {
        busy.set(false);
        if (hasWork() && busy.compareAndSet(false, true)) {
            lane.execute(this::next);
        }
    }
}
