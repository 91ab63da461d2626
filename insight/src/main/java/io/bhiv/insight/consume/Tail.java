package io.bhiv.insight.consume;

import io.bhiv.kit.kafka.KafkaConfig;
import io.bhiv.kit.loop.Heartbeats;
import io.bhiv.kit.loop.Pulse;
import io.bhiv.model.topic.Topics;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/** Reads the tail of {@code insight-flow} for as long as the service lives. Whatever ends a consumer, another one is opened. */
@ApplicationScoped
public class Tail {

    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(60);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration END = Duration.ofSeconds(4);

    private final KafkaConfig kafka;
    private final TailConfig config;
    private final RecordReader reader;
    private final Clock clock;
    private final Heartbeats heartbeats;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private @Nullable Thread thread;

    Tail(KafkaConfig kafka, TailConfig config, RecordReader reader, Clock clock, Heartbeats heartbeats) {
        this.kafka = kafka;
        this.config = config;
        this.reader = reader;
        this.clock = clock;
        this.heartbeats = heartbeats;
    }

    /**
     * Begins to read.
     *
     * @param known up to when everything is known already; a while before it is read again, and at most 24 hours
     */
    public synchronized void start(TailHandler handler, Instant known) {
        Pulse pulse = heartbeats.start("insight-tail", LONGEST_SILENCE);
        thread = Thread.ofPlatform().name("insight-tail").daemon().start(() -> run(handler, pulse, known));
    }

    public synchronized void stop() throws InterruptedException {
        stopping.countDown();
        if (thread != null) {
            thread.join(END);
        }
    }

    private boolean isStopping() {
        return stopping.getCount() == 0;
    }

    private void run(TailHandler handler, Pulse pulse, Instant known) {
        Instant reached = known;
        while (!isStopping()) {
            try (OpenTail open =
                    new OpenTail(consumer(), Topics.INSIGHT_FLOW, config, reader, handler, clock, from(reached))) {
                while (!isStopping()) {
                    open.turn();
                    pulse.succeeded();
                    reached = open.reached();
                }
            } catch (Throwable failure) { // an Error too: nothing may end this thread while the service lives
                failed(handler, pulse, failure);
            }
        }
    }

    /** From when on the topic is read where everything up to {@code known} is known. */
    public Instant from(Instant known) {
        Instant now = clock.instant();
        Instant from = (known.isAfter(now) ? now : known).minus(config.length());
        Instant oldest = now.minus(RecordReader.OLDEST);
        return from.isBefore(oldest) ? oldest : from;
    }

    private void failed(TailHandler handler, Pulse pulse, Throwable failure) {
        if (isStopping()) {
            return;
        }
        handler.reached(false);
        var _ = pulse.failed(failure);
        var _ = Thread.interrupted();
        try {
            var _ = stopping.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException again) {
            var _ = pulse.failed(again);
        }
    }

    private KafkaConsumer<byte[], byte[]> consumer() {
        Map<String, Object> settings = Map.ofEntries(
                Map.entry(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers()),
                Map.entry(ConsumerConfig.CLIENT_ID_CONFIG, kafka.clientId() + "-insight-tail"),
                Map.entry(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false),
                Map.entry(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "latest"),
                Map.entry(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false),
                Map.entry(ConsumerConfig.METADATA_MAX_AGE_CONFIG, 10_000),
                Map.entry(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 200),
                Map.entry(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 4 * 1024 * 1024),
                Map.entry(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 1024 * 1024),
                Map.entry(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int)
                        config.patience().toMillis()),
                Map.entry(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int)
                        config.patience().toMillis()));
        return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }
}
