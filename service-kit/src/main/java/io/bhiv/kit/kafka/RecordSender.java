package io.bhiv.kit.kafka;

import io.bhiv.kit.call.Breaker;
import io.bhiv.kit.call.BreakerSettings;
import io.bhiv.kit.call.Breakers;
import io.bhiv.kit.call.CallNotPermitted;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/**
 * The one producer of a service, behind a circuit breaker.
 *
 * <p>Guarantee: a returned stage completes only after the brokers acknowledged ({@code acks=all}, idempotent). After a
 * failure the record may or may not be on the topic; sending it again under the same event id is safe.
 *
 * <p>Handing a record over may wait up to {@code max-block} for metadata or buffer space. {@link #hand} does so on the
 * calling thread, which must not be an event loop; {@link #send} uses a thread of its own and may be called anywhere.
 * Records handed over by one thread keep their order per key.
 */
@ApplicationScoped
public class RecordSender {

    private static final Duration TOPIC_LEFT_ALONE = Duration.ofSeconds(10);

    private final ProducerFactory producers;
    private final Breaker breaker;
    private final Clock clock;
    private final ExecutorService handingOver;
    private final AtomicReference<@Nullable Producer<String, byte[]>> producer = new AtomicReference<>();
    private final AtomicReference<@Nullable Instant> lastAcknowledged = new AtomicReference<>();
    private final AtomicReference<@Nullable Instant> lastFailed = new AtomicReference<>();
    /** Until when nothing is handed over to a topic, by {@link System#nanoTime}. */
    private final Map<String, Long> leftAlone = new ConcurrentHashMap<>();

    RecordSender(ProducerFactory producers, KafkaConfig config, Breakers breakers, Clock clock) {
        this.producers = producers;
        this.clock = clock;
        this.breaker = breakers.before(
                new BreakerSettings(
                        "kafka", config.breaker().failures(), config.breaker().openFor()),
                RecordSender::concernsTheBroker);
        this.handingOver = Executors.newSingleThreadExecutor(
                Thread.ofPlatform().name("kafka-handover").daemon().factory());
    }

    /** Sends from any thread. Fails with {@link BrokerUnavailable} at once while the breaker is open. */
    public Uni<Void> send(List<ProducerRecord<String, byte[]>> records) {
        return onThread(() -> hand(records));
    }

    public Uni<Void> send(ProducerRecord<String, byte[]> record) {
        return send(List.of(record));
    }

    /**
     * Sends a record to a topic that is one of many, and nobody's duty to make. Where it cannot be written this fails with
     * {@link TopicUnavailable}, which is no failure of the brokers, and records to that topic are refused for ten seconds: handing over
     * the next would keep those to other topics waiting for {@code max-block} again.
     */
    public Uni<Void> sendToOneOfMany(ProducerRecord<String, byte[]> record) {
        return onThread(() -> {
            String topic = record.topic();
            leftAlone.values().removeIf(until -> System.nanoTime() - until >= 0);
            return leftAlone.containsKey(topic)
                    ? CompletableFuture.failedFuture(new TopicUnavailable(topic))
                    : throughBreaker(() -> handToOneOfMany(record));
        });
    }

    private CompletableFuture<Void> handToOneOfMany(ProducerRecord<String, byte[]> record) {
        return handOver(List.of(record), place -> {}, failure -> {
                    if (!concernsTheTopic(failure)) {
                        refused(failure);
                    }
                })
                .exceptionallyCompose(failure -> {
                    if (!concernsTheTopic(failure)) {
                        return CompletableFuture.failedFuture(failure);
                    }
                    leftAlone.put(record.topic(), System.nanoTime() + TOPIC_LEFT_ALONE.toNanos());
                    return CompletableFuture.failedFuture(new TopicUnavailable(record.topic()));
                });
    }

    private Uni<Void> onThread(Supplier<CompletableFuture<Void>> sending) {
        return Uni.createFrom()
                .emitter(emitter -> handingOver.execute(() -> {
                    var _ = sending.get().whenComplete((done, failure) -> {
                        if (failure == null) {
                            emitter.complete(null);
                        } else {
                            emitter.fail(failure);
                        }
                    });
                }));
    }

    /** Hands the records over on the calling thread; completes when every one of them is acknowledged, or the first failed. */
    public CompletableFuture<Void> hand(List<ProducerRecord<String, byte[]>> records) {
        return hand(records, place -> {});
    }

    /**
     * The same.
     *
     * @param placed receives where each record lies, as far as the brokers report it, in the order of the acknowledgements and before the
     *     stage completes, on the producer's own thread: it must be quick
     */
    public CompletableFuture<Void> hand(List<ProducerRecord<String, byte[]>> records, Consumer<RecordMetadata> placed) {
        if (records.isEmpty()) {
            return CompletableFuture.completedFuture(null);
        }
        return throughBreaker(() -> handOver(records, placed, this::refused));
    }

    private CompletableFuture<Void> throughBreaker(Supplier<CompletableFuture<Void>> handingOver) {
        CompletableFuture<Void> handed = new CompletableFuture<>();
        breaker.call(handingOver).whenComplete((done, failure) -> {
            if (failure == null) {
                handed.complete(null);
            } else {
                handed.completeExceptionally(unavailable(failure));
            }
        });
        return handed;
    }

    private CompletableFuture<Void> handOver(
            List<ProducerRecord<String, byte[]>> records,
            Consumer<RecordMetadata> placed,
            Consumer<Throwable> refused) {
        Acknowledgements acknowledgements = new Acknowledgements(records.size(), this::acknowledged, refused, placed);
        try {
            Producer<String, byte[]> open = openProducer();
            for (ProducerRecord<String, byte[]> record : records) {
                var _ = open.send(record, acknowledgements);
                if (acknowledgements.all().isCompletedExceptionally()) {
                    // The others would each wait max-block for the same refusal.
                    break;
                }
            }
        } catch (RuntimeException failure) {
            acknowledgements.failed(failure);
        }
        return acknowledgements.all();
    }

    private static Throwable unavailable(Throwable failure) {
        return failure instanceof CallNotPermitted prevented ? new BrokerUnavailable(prevented.retryAfter()) : failure;
    }

    /** A record that is too large is no failure of the broker, and those behind it must not wait for it. */
    private static boolean concernsTheBroker(Throwable failure) {
        return !(failure instanceof RecordTooLargeException || failure instanceof TopicUnavailable);
    }

    /** The producer reports a missing topic as a time-out, with the answer of the brokers as its cause. */
    private static boolean concernsTheTopic(Throwable failure) {
        return failure instanceof InvalidTopicException
                || failure instanceof TopicAuthorizationException
                || failure instanceof UnknownTopicOrPartitionException
                || (failure instanceof TimeoutException
                        && failure.getCause() != null
                        && concernsTheTopic(failure.getCause()));
    }

    /** Fetches the topics' metadata ahead, so that the first record does not wait for it. Not on an event loop. */
    void warmUp(Collection<String> topics) {
        Producer<String, byte[]> open = openProducer();
        topics.forEach(open::partitionsFor);
    }

    public Breaker breaker() {
        return breaker;
    }

    /** When the brokers last acknowledged anything; null before the first time. */
    public @Nullable Instant lastAcknowledged() {
        return lastAcknowledged.get();
    }

    public @Nullable Instant lastFailed() {
        return lastFailed.get();
    }

    private void acknowledged() {
        lastAcknowledged.setPlain(clock.instant());
    }

    private void refused(Throwable failure) {
        if (concernsTheBroker(failure)) {
            lastFailed.set(clock.instant());
        }
    }

    /** Made on first use and not at start: a broker that cannot be resolved must not keep intake from starting. */
    private Producer<String, byte[]> openProducer() {
        Producer<String, byte[]> open = producer.get();
        if (open != null) {
            return open;
        }
        synchronized (producer) {
            Producer<String, byte[]> again = producer.get();
            if (again != null) {
                return again;
            }
            Producer<String, byte[]> made = producers.open();
            producer.set(made);
            return made;
        }
    }

    @PreDestroy
    void close() {
        handingOver.shutdown();
        Producer<String, byte[]> open = producer.getAndSet(null);
        if (open != null) {
            // What is not acknowledged by then is still in the journal and will be sent by the next process.
            open.close(Duration.ofSeconds(2));
        }
    }
}
