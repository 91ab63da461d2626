package io.bhiv.insight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.bhiv.insight.evaluate.Cause;
import io.bhiv.insight.evaluate.IntakeFigures;
import io.bhiv.insight.picture.LivePicture;
import io.bhiv.insight.store.Archive;
import io.bhiv.insight.store.InsightStore;
import io.bhiv.model.insight.InsightRecord;
import io.bhiv.model.topic.Topics;
import io.bhiv.rules.MendedFault;
import io.bhiv.rules.MendedFault.Area;
import io.bhiv.stage.testing.KafkaResource;
import io.bhiv.stage.testing.PostgresResource;
import io.quarkus.reactive.datasource.ReactiveDataSource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

/** From the topic to the picture and the store, with either of them away. */
@QuarkusTest
@TestProfile(AsHosted.class)
@QuarkusTestResource(PostgresResource.class)
@QuarkusTestResource(KafkaResource.class)
class InsightFlowIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Inject
    InsightFlow flow;

    @Inject
    Archive archive;

    @Inject
    InsightStore store;

    @Inject
    ObjectMapper json;

    @Inject
    @ReactiveDataSource("insight")
    Pool pool;

    @Test
    void eachRecordCountsOnceWhateverElseLiesInTheTopic() throws Exception {
        Reports reports = Reports.of("among-garbage");
        long before = flow.judged().picture().reported().unreadable();

        sendTombstone();
        send(
                bytes("not json"),
                new byte[0],
                bytes("{}"),
                bytes("{\"record\":\"report\"}"),
                bytes("{\"record\":\"event\",\"boot\":7}"),
                bytes("[".repeat(100_000)),
                bytes(reports.received(1, 5)),
                bytes(reports.received(1, 5)),
                bytes("\0\1"),
                bytes(reports.received(2, 3)),
                bytes(reports.received(1, 5)));

        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(received("among-garbage")).isEqualTo(8);
            assertThat(flow.judged().picture().reported().unreadable()).isEqualTo(before + 8);
            assertThat(stored("among-garbage")).isEqualTo(8);
        });
        assertThat(received("among-garbage")).isEqualTo(8);
    }

    @Test
    void aTextThatPostgresqlCannotKeepStopsNothing() throws Exception {
        Reports reports = Reports.of("beside-a-nul");

        send(
                bytes(reports.received(1, 1)),
                bytes(Reports.of("nul").event(1, "no \0 in a text")),
                bytes(reports.received(2, 1)));

        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(stored("beside-a-nul")).isEqualTo(2);
            assertThat(pool.query("SELECT reason FROM insight.event WHERE subject = 'nul'")
                            .execute()
                            .await()
                            .atMost(PATIENCE))
                    .extracting(row -> row.getString(0))
                    .containsExactly("no \uFFFD in a text");
        });
        assertThat(archive.dropped()).isZero();
    }

    @Test
    void thePictureNeedsNoPostgresql() throws Exception {
        Reports reports = Reports.of("without-postgresql");

        PostgresResource.stopServer();
        try {
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(causes()).contains("link store"));
            send(bytes(reports.received(1, 7)));
            await().atMost(PATIENCE)
                    .untilAsserted(
                            () -> assertThat(received("without-postgresql")).isEqualTo(7));
        } finally {
            PostgresResource.startServer();
        }

        await().atMost(PATIENCE).ignoreExceptions().untilAsserted(() -> {
            assertThat(causes()).doesNotContain("link store");
            assertThat(stored("without-postgresql")).isEqualTo(7);
        });
    }

    @Test
    @MendedFault(
            area = Area.TRUTH,
            fault =
                    "a page that could not read its history within ten seconds of its start showed the last 24 hours as empty until a restart",
            now = "it goes on trying, and says until then that the history is being read")
    void aHistoryThatCannotBeReadAtFirstIsReadLater() throws Exception {
        send(bytes(Reports.of("before-the-start").received(1, 6)));
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(stored("before-the-start")).isEqualTo(6));
        Instant now = Instant.now();
        LivePicture picture = new LivePicture(Set.of(), now);

        PostgresResource.stopServer();
        CompletableFuture<Optional<Instant>> read;
        try {
            // As if the topic were read from later on.
            picture.listensFrom(now.plus(Duration.ofMinutes(5)));
            read = InsightFlow.untilRead(store, picture).subscribeAsCompletionStage();
            await().atMost(PATIENCE).until(() -> causes().contains("link store"));
            assertThat(read).isNotDone();
            assertThat(picture.at(now).reported().readingHistory()).isTrue();
        } finally {
            PostgresResource.startServer();
        }

        assertThat(read).succeedsWithin(PATIENCE);
        assertThat(picture.at(now).reported().readingHistory()).isFalse();
        assertThat(picture.at(now).intakes())
                .filteredOn(one -> one.intake().equals("before-the-start"))
                .singleElement()
                .satisfies(one -> assertThat(one.outcome("received")).isEqualTo(6));
    }

    @Test
    void thePictureNeedsNoKafkaAndCountsNothingTwiceAfterwards() throws Exception {
        Reports reports = Reports.of("without-kafka");
        send(bytes(reports.received(1, 4)));
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(received("without-kafka")).isEqualTo(4));

        KafkaResource.stopServer();
        try {
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(causes()).contains("link kafka"));
            assertThat(received("without-kafka")).isEqualTo(4);
        } finally {
            KafkaResource.startServer();
        }

        send(bytes(reports.received(2, 2)));
        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(causes()).doesNotContain("link kafka");
            assertThat(received("without-kafka")).isEqualTo(6);
            assertThat(stored("without-kafka")).isEqualTo(6);
        });
    }

    private List<String> causes() {
        return flow.judged().verdict().causes().stream().map(Cause::key).toList();
    }

    private long received(String intake) {
        return flow.judged().picture().intakes().stream()
                .filter(one -> one.intake().equals(intake))
                .mapToLong((IntakeFigures one) -> one.outcome("received"))
                .sum();
    }

    private long stored(String intake) {
        return pool.preparedQuery("SELECT coalesce(sum(count), 0)::bigint FROM insight.minute_count"
                        + " WHERE intake = $1 AND outcome = 'received'")
                .execute(Tuple.of(intake))
                .await()
                .atMost(PATIENCE)
                .iterator()
                .next()
                .getLong(0);
    }

    private byte[] bytes(InsightRecord record) throws JsonProcessingException {
        return json.writerFor(InsightRecord.class).writeValueAsBytes(record);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void send(byte[]... values) throws ExecutionException, InterruptedException {
        try (KafkaProducer<byte[], byte[]> producer = producer()) {
            for (byte[] value : values) {
                // One after the other: they lie in one partition in this order.
                producer.send(new ProducerRecord<>(Topics.INSIGHT_FLOW, 0, null, value))
                        .get();
            }
        }
    }

    private static void sendTombstone() throws ExecutionException, InterruptedException {
        try (KafkaProducer<byte[], byte[]> producer = producer()) {
            producer.send(new ProducerRecord<>(Topics.INSIGHT_FLOW, 0, null, null))
                    .get();
        }
    }

    private static KafkaProducer<byte[], byte[]> producer() {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", KafkaResource.bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }
}
